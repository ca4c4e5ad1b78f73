extension Page {
  /// How the answers are drawn.
  static let taskScript =
    #"""
    const percent = value => (100 * value).toFixed(value > 0.9995 || value < 0.0995 ? 1 : 0) + " %";

    function colourOf(label, labels) {
      return `var(--c${labels.indexOf(label) % 7})`;
    }

    /** The text with a node for each part of it, which have `start` and `end`. */
    function marked(content, parts, make) {
      const nodes = [];
      let position = 0;
      for (const part of parts) {
        if (part.start < position) continue;
        nodes.push(content.slice(position, part.start), make(part));
        position = part.end;
      }
      nodes.push(content.slice(position));
      return nodes;
    }

    function bars(rows) {
      return element("dl", { class: "bars" }, ...rows.flatMap(([name, value]) => [
        element("dt", {}, name),
        element("dd", { class: "bar", "aria-hidden": "true" },
          sized(element("div"), 100 * value)),
        element("dd", { class: "number" }, percent(value)),
      ]));
    }

    function sized(node, width) {
      node.style.width = Math.max(0, Math.min(100, width)) + "%";
      return node;
    }

    function scale(polarity) {
      const pointer = element("div");
      pointer.style.left = `${50 + 50 * polarity}%`;
      return element("div", {
        class: "scale", role: "img", "aria-label": `score ${polarity.toFixed(2)} from -1 to 1`,
      }, pointer);
    }

    function tone(polarity) {
      return polarity > 0.2 ? "good" : polarity < -0.2 ? "bad" : "";
    }

    const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

    /** A language as people call it: German (de). */
    function languageName(tag) {
      try {
        const name = languageNames.of(tag);
        return name === tag ? tag : `${name} (${tag})`;
      } catch {
        return tag;
      }
    }

    /** What a language that was told has led to. */
    function chosen(result) {
      if (!("language" in result)) return null;
      const language = result.language === "und"
        ? "The language cannot be told" : languageName(result.language);
      return element("p", { class: "prompt" },
        `${language}, ${result.model ? `model ${result.model}` : "which no model reads"}`);
    }

    const draw = {
      tag(result, content) {
        const labels = [...new Set(result.entities.map(entity => entity.label))].sort();
        if (!labels.length) return [chosen(result) ?? "", element("p", {}, "No entities.")];
        return [
          chosen(result) ?? "",
          element("p", { class: "text", dir: "auto" }, ...marked(content, result.entities, entity =>
            element("mark", {
              "--c": colourOf(entity.label, labels), title: `probability ${entity.score}`,
            }, entity.text, element("small", {}, entity.label + " ",
              element("i", {}, percent(entity.score)))))),
          element("div", { class: "key" }, ...labels.map(label =>
            element("span", { "--c": colourOf(label, labels) },
              `${label} ${result.entities.filter(each => each.label === label).length}`))),
        ];
      },

      classify(result) {
        const shown = result.labels ? result.labels.join(", ") : result.label;
        return [
          element("p", { class: "big" }, shown),
          bars(Object.entries(result.scores || { [result.label]: result.score })),
        ];
      },

      sentiment(result, content) {
        const greatest = Math.max(...result.explanation.map(part => Math.abs(part.value)), 1e-9);
        const word = part => {
          const strength = part.value / greatest;
          if (Math.abs(strength) < 0.05) return part.text;
          // What speaks for a negative label is bad news.
          const isGood = (part.value > 0) === (result.polarity > 0);
          return element("span", {
            class: "word " + (isGood ? "for" : "against"),
            "--s": Math.round(45 * Math.abs(strength)) + "%",
            title: `${part.value > 0 ? "for" : "against"} ${result.label}: ${part.value}`,
          }, part.text);
        };
        const within = sentence => marked(content.slice(sentence.start, sentence.end),
          result.explanation
            .filter(part => part.start >= sentence.start && part.end <= sentence.end)
            .map(part => ({
              ...part, start: part.start - sentence.start, end: part.end - sentence.start,
            })), word);
        return [
          element("p", {}, element("span", { class: "big " + tone(result.polarity) }, result.label),
            ` ${percent(result.score)}, score ${result.polarity.toFixed(2)}`),
          scale(result.polarity),
          element("div", {}, element("p", {}),
            ...result.sentences.map(sentence => element("div", { class: "sentence" },
              element("div", {}, element("span", { class: tone(sentence.polarity) },
                sentence.label), ` ${sentence.polarity.toFixed(2)}`, scale(sentence.polarity)),
              element("div", { dir: "auto" }, ...within(sentence))))),
          element("p", { class: "prompt" },
            "Underlined words speak for something good, dotted ones for something bad."),
        ];
      },

      tokenize(result) {
        const kinds = [...new Set(result.sentences.flatMap(sentence =>
          sentence.tokens.map(token => token.kind)))].sort();
        // Most tokens are words, which are to be the quietest.
        const colour = kind =>
          kind === "word" ? "var(--c7)" : colourOf(kind, kinds.filter(each => each !== "word"));
        return [
          ...result.sentences.map((sentence, index) => element("ul", {
            class: "tokens", "aria-label": `sentence ${index + 1}`,
          }, element("li", { class: "number-of", "--c": "transparent" }, String(index + 1)),
            ...sentence.tokens.map(token => element("li", {
              "--c": colour(token.kind), title: `${token.kind}, ${token.start} to ${token.end}`,
            }, token.text)))),
          element("div", { class: "key" }, ...kinds.map(kind =>
            element("span", { "--c": colour(kind) }, kind))),
        ];
      },

      analyze(result) {
        return [chosen(result) ?? "", ...result.sentences.map(sentence => {
          const layers = Object.keys(sentence.tokens[0] || {})
            .filter(name => !["start", "end", "text"].includes(name))
            // The widest last, and its parts may stand below each other.
            .sort((one, other) => (one === "feats") - (other === "feats"));
          const shown = value => (value ?? "_") === "_" ? "" : value.replaceAll("|", "|\u200B");
          return element("table", {},
            element("thead", {}, element("tr", {}, ...["word", ...layers].map(name =>
              element("th", { scope: "col" }, name)))),
            element("tbody", {}, ...sentence.tokens.map(token => element("tr", {},
              element("td", {}, token.text),
              ...layers.map(name => element("td", {}, shown(token[name])))))));
        })];
      },

      language(result) {
        return [
          element("p", { class: "big" },
            result.language === "und" ? "It cannot be told." : languageName(result.language)),
          bars(Object.entries(result.hypotheses).map(([tag, score]) => [languageName(tag), score])),
        ];
      },

      score(result, content) {
        const characters = [...content];
        // A bit is ln 2; ten bits are as red as it gets.
        const shade = index => {
          const bits = -(result.logprobs[index] ?? 0) / Math.LN2;
          return element("span", {
            class: "char", "--s": Math.round(Math.min(60, 6 * bits)) + "%",
            title: `${bits.toFixed(1)} bits`,
          }, characters[index]);
        };
        return [
          element("p", {}, element("span", { class: "big" },
            `${result.bits_per_character?.toFixed(2) ?? "n/a"} bits a character`)),
          element("p", { class: "text", dir: "auto" }, ...characters.map((_, index) => shade(index))),
          element("p", { class: "prompt" }, "The redder a character, the less it was expected."),
        ];
      },

      translate(result) {
        return [
          element("p", { class: "big", dir: "auto" }, result.translation),
          element("p", { class: "prompt" }, `score ${result.score}`),
        ];
      },
    };

    /** Shows text as it is written: events of the form `data: {"text":"…"}`. */
    async function write(body, control) {
      const written = element("span");
      answer.setAttribute("aria-busy", "true");
      answer.replaceChildren(element("p", { class: "text", dir: "auto" },
        element("span", { class: "prompt" }, body.prompt), written));
      byId("stop").hidden = false;
      try {
        const response = await fetch("v1/generate", {
          method: "POST", headers: { ...headers(), Accept: "text/event-stream" },
          body: JSON.stringify(body), signal: control.signal,
        });
        if (!response.ok) throw await problem(response);
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let open = "";
        for (;;) {
          const { value, done } = await reader.read();
          if (done) break;
          open += value;
          const events = open.split("\n\n");
          open = events.pop();
          for (const event of events) {
            const data = JSON.parse(event.slice(event.indexOf("data: ") + 6));
            if (event.startsWith("event: end")) {
              showRaw(body, JSON.stringify(data));
              say(`${[...data.text].length} characters`);
            } else if (event.startsWith("event: error")) {
              throw new Error(data.error);
            } else {
              written.append(data.text);
            }
          }
        }
      } catch (error) {
        if (error.name === "AbortError") say("Stopped.");
        else throw error;
      } finally {
        if (running === control) byId("stop").hidden = true;
        answer.removeAttribute("aria-busy");
      }
    }

    begin();

    """#
}
