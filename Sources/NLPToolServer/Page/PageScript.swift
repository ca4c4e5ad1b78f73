extension Page {
  static let script =
    #"""
    const byId = id => document.getElementById(id);
    const [text, model, key, status, answer] =
      ["text", "model", "key", "status", "answer"].map(byId);
    const examples = {
      tag: "Ada Lovelace met Charles Babbage in London in 1833. Their letters about the " +
        "Analytical Engine are kept by the Bodleian Library in Oxford.",
      analyze: "The children weren't reading Ada's letters.",
      classify: "I lost my luggage on the way to Chicago.",
      sentiment: "A wonderful little film. The ending, though, was dull and far too long.",
      tokenize: "She can't wait: see https://example.org at 10 a.m. It costs $3.50.",
      language: "Wie geht es dir?",
      generate: "It was a cold morning when",
      score: "It was the best of times, it was the wurst of times.",
      translate: "Where is the station?",
    };
    const names = {
      tag: "Entities", sentiment: "Sentiment", classify: "Labels", analyze: "Words",
      tokenize: "Tokens", language: "Language", generate: "Writing", score: "Surprise",
      translate: "Translation",
    };
    let task = "tag", models = [], running = null, typed = false, timer = 0;

    function element(tag, properties = {}, ...children) {
      const node = document.createElement(tag);
      for (const [name, value] of Object.entries(properties)) {
        if (name === "class") node.className = value;
        else if (name.startsWith("--")) node.style.setProperty(name, value);
        else node.setAttribute(name, value);
      }
      node.append(...children.filter(child => child !== null && child !== undefined));
      return node;
    }

    function say(words, isBad = false) {
      status.textContent = words;
      status.className = isBad ? "bad" : "";
    }

    function headers(type = "application/json") {
      const result = { "Content-Type": type };
      if (key.value) result.Authorization = "Bearer " + key.value;
      return result;
    }

    function showTask(next) {
      task = next;
      for (const tab of byId("tabs").children) {
        const isChosen = tab.dataset.task === task;
        tab.setAttribute("aria-selected", isChosen);
        tab.tabIndex = isChosen ? 0 : -1;
      }
      // On a phone the row of tabs is wider than the page: the chosen one goes to its middle.
      const row = byId("tabs"), chosen = row.querySelector("[aria-selected=true]");
      if (chosen) {
        row.scrollLeft +=
          chosen.getBoundingClientRect().left - row.getBoundingClientRect().left
          - (row.clientWidth - chosen.offsetWidth) / 2;
      }
      for (const field of document.querySelectorAll("[data-for]")) {
        field.hidden = field.dataset.for !== task;
      }
      byId("textlabel").textContent = task === "generate" ? "Beginning" : "Text";
      const fitting = models.filter(each => each.tasks.includes(task));
      model.replaceChildren(...fitting.map(each =>
        element("option", { value: each.name, title: each.summary || "" }, each.name)));
      if (["tag", "analyze"].includes(task) && fitting.length > 1 &&
        models.some(each => each.tasks.includes("language"))) {
        model.append(element("option", { value: "" }, "by language"));
      }
      model.parentElement.hidden = task === "tokenize";
      const standard = { tag: "en-entities", classify: "en-intents" }[task];
      if (fitting.some(each => each.name === standard)) model.value = standard;
      if (!typed) text.value = examples[task];
    }

    function makeTabs() {
      const available = Object.keys(names).filter(each =>
        each === "tokenize" || models.some(model => model.tasks.includes(each)));
      const tabs = available.map(each => {
        const tab = element("button", {
          type: "button", role: "tab", "data-task": each, "aria-controls": "panel",
        }, names[each]);
        tab.addEventListener("click", () => { showTask(each); run(); });
        return tab;
      });
      byId("tabs").replaceChildren(...tabs);
      if (!available.includes(task)) task = available[0];
    }

    byId("tabs").addEventListener("keydown", event => {
      const tabs = [...byId("tabs").children];
      const index = tabs.findIndex(tab => tab.dataset.task === task);
      const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const tab = tabs.at(next % tabs.length);
      tab.focus();
      tab.click();
    });

    function requestBody() {
      const body = task === "generate" ? { prompt: text.value } : { text: text.value };
      if (task !== "tokenize") {
        if (model.value) body.model = model.value; else body.language = "auto";
      }
      if (["tag", "sentiment", "tokenize", "analyze"].includes(task)) body.offsets = "utf16";
      if (task === "classify") body.top = 8;
      if (task === "language") body.top = 5;
      if (task === "sentiment") Object.assign(body, { sentences: true, explain: true });
      if (task === "tokenize") body.style = byId("style").value;
      if (task === "generate") {
        body.length = Number(byId("length").value);
        body.temperature = Number(byId("temperature").value);
        body.seed = Number(byId("seed").value);
      }
      return body;
    }

    function showRaw(body, line) {
      byId("raw").hidden = false;
      const quoted = JSON.stringify(body).replaceAll("'", "'\\''");
      byId("request").textContent =
        `curl --json '${quoted}' ${new URL("v1/" + task, location.href.split("#")[0])}`;
      byId("json").textContent = line;
    }

    async function problem(response) {
      const line = await response.text();
      let words = line;
      try { words = JSON.parse(line).error; } catch {}
      if (response.status === 401) {
        byId("keyfield").hidden = false;
        key.focus();
      }
      return new Error(words || `status ${response.status}`);
    }

    async function run() {
      running?.abort();
      clearTimeout(timer);
      if (!text.value && task !== "generate") {
        answer.replaceChildren();
        return say("");
      }
      const control = running = new AbortController();
      const body = requestBody();
      const start = performance.now();
      say("…");
      try {
        if (task === "generate") return await write(body, control);
        const response = await fetch("v1/" + task, {
          method: "POST", headers: headers(), body: JSON.stringify(body), signal: control.signal,
        });
        if (!response.ok) throw await problem(response);
        const line = await response.text();
        const result = JSON.parse(line);
        answer.replaceChildren(...draw[task](result, text.value));
        showRaw(body, line);
        say(`${(performance.now() - start).toFixed(0)} ms`);
      } catch (error) {
        if (error.name === "AbortError") return;
        answer.replaceChildren();
        byId("raw").hidden = true;
        say(error.message, true);
      }
    }

    byId("form").addEventListener("submit", event => { event.preventDefault(); run(); });
    text.addEventListener("input", () => {
      typed = true;
      clearTimeout(timer);
      if (task !== "generate") timer = setTimeout(run, 350);
    });
    text.addEventListener("keydown", event => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
    });
    for (const each of [model, byId("style")]) each.addEventListener("change", run);
    byId("stop").addEventListener("click", () => running?.abort());

    for (const name of ["dragover", "dragleave", "drop"]) {
      text.addEventListener(name, event => {
        event.preventDefault();
        text.classList.toggle("drop", name === "dragover");
      });
    }
    text.addEventListener("drop", async event => {
      const file = event.dataTransfer.files[0];
      const dropped = file ? await file.text() : event.dataTransfer.getData("text");
      if (!dropped) return;
      typed = true;
      text.value = dropped;
      run();
    });

    byId("link").addEventListener("click", async () => {
      const fields = new URLSearchParams({ task, text: text.value });
      fields.set("model", model.value);
      history.replaceState(null, "", "#" + fields);
      try {
        await navigator.clipboard.writeText(location.href);
        say("The link is copied.");
      } catch {
        say("The link is in the address bar.");
      }
    });

    async function begin() {
      key.value = sessionStorage.getItem("key") || "";
      key.addEventListener("change", () => {
        sessionStorage.setItem("key", key.value);
        begin();
      });
      try {
        const response = await fetch("v1/models", { headers: headers() });
        if (!response.ok) throw await problem(response);
        models = (await response.json()).models;
      } catch (error) {
        return say(error.message, true);
      }
      const fields = new URLSearchParams(location.hash.slice(1));
      if (fields.get("task") in names) task = fields.get("task");
      if (fields.has("text")) { text.value = fields.get("text"); typed = true; }
      makeTabs();
      showTask(task);
      if ([...model.options].some(each => each.value === fields.get("model"))) {
        model.value = fields.get("model");
      }
      if (task !== "generate") run(); else say("");
    }

    """#
}
