/// The page on which people try the service: one file that loads nothing else.
enum Page {
  static let html =
    #"""
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>nlptool</title>
    <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \#
    viewBox='0 0 16 16'%3E%3Crect y='5' width='16' height='7' rx='2' fill='%232f6fde'/%3E%3C/svg%3E">
    <style>

    """# + style + "</style>\n</head>\n<body>\n" + body + "<script>\n\"use strict\";\n"
    + script + taskScript + "</script>\n</body>\n</html>\n"

  private static let body =
    #"""
    <header>
    <h1>nlptool</h1>
    <p id="about">Texts stay on the machine of this server.</p>
    </header>
    <main>
    <div role="tablist" aria-label="What to do" id="tabs"></div>
    <section id="panel" role="tabpanel" aria-labelledby="tabs" tabindex="-1">
    <form id="form">
    <label for="text" id="textlabel">Text</label>
    <textarea id="text" rows="4" spellcheck="false" dir="auto"
    placeholder="Type or paste a text, or drop a file here."></textarea>
    <div class="row">
    <span class="field"><label for="model">Model</label> <select id="model"></select></span>
    <span class="field" data-for="generate"><label for="length">Characters</label>
    <input id="length" type="number" min="1" max="10000" value="400"></span>
    <span class="field" data-for="generate"><label for="temperature">Temperature</label>
    <input id="temperature" type="number" min="0" max="5" step="0.1" value="0.7"></span>
    <span class="field" data-for="generate"><label for="seed">Seed</label>
    <input id="seed" type="number" min="0" value="1"></span>
    <span class="field" data-for="tokenize"><label for="style">Style</label>
    <select id="style"><option value="unicode">Unicode</option>
    <option value="treebank">Treebank</option></select></span>
    <span class="field" id="keyfield" hidden><label for="key">Key</label>
    <input id="key" type="password" autocomplete="off"></span>
    <span class="grow"></span>
    <button type="button" id="link">Copy link</button>
    <button type="button" id="stop" hidden>Stop</button>
    <button type="submit" id="run" aria-keyshortcuts="Control+Enter"
    title="Ctrl+Enter in the text">Run</button>
    </div>
    </form>
    <p id="status" role="status" aria-live="polite"></p>
    <div id="answer" aria-live="polite"></div>
    <details id="raw" hidden>
    <summary>The request and its answer</summary>
    <pre id="request" tabindex="0"></pre>
    <pre id="json" tabindex="0"></pre>
    </details>
    </section>
    </main>
    <footer><a href="openapi.json">OpenAPI description</a> <a href="v1/models">Models</a>
    <span id="version"></span></footer>

    """#
}
