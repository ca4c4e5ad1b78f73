extension Page {
  static let style =
    #"""
    :root {
      --paper: #fff; --card: #f6f7f9; --ink: #1b1d21; --faint: #5a6069; --line: #d5d9df;
      --accent: #1f5fd0; --on-accent: #fff; --good: #1a7f42; --bad: #c0312b; --bar: #2f6fde;
      --c0: #cfe3ff; --c1: #ffe0b8; --c2: #cdeed5; --c3: #f6d2e6; --c4: #e3d8fb; --c5: #fff0a8;
      --c6: #c9eef0; --c7: #e4e6ea;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14161a; --card: #1d2026; --ink: #e9ebee; --faint: #a3aab4; --line: #3a3f48;
        --accent: #7fb0ff; --on-accent: #0c1626; --good: #6fd08c; --bad: #ff8f87; --bar: #5b94f5;
        --c0: #1d4173; --c1: #6b4410; --c2: #1d5a31; --c3: #692a4e; --c4: #46347a; --c5: #5e5110;
        --c6: #14565b; --c7: #41464f;
      }
    }
    * { box-sizing: border-box; }
    html { background: var(--paper); color: var(--ink); }
    body {
      margin: 0 auto; padding: 0 1rem 2rem; max-width: 56rem;
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
    }
    header {
      display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1rem; padding: 1.25rem 0 .75rem;
    }
    h1 { font-size: 1.375rem; margin: 0; letter-spacing: -.01em; }
    header p { margin: 0; color: var(--faint); }
    [role=tablist] {
      display: flex; gap: .25rem; overflow-x: auto; border-bottom: 1px solid var(--line);
      scrollbar-width: thin;
    }
    [role=tab] {
      flex: none; border: 0; border-bottom: .1875rem solid transparent; border-radius: 0;
      background: none; padding: .5rem .75rem; color: var(--faint); font: inherit; cursor: pointer;
    }
    [role=tab]:hover { color: var(--ink); background: none; }
    [role=tab][aria-selected=true] {
      color: var(--ink); border-bottom-color: var(--accent); font-weight: 600;
    }
    form { padding-top: 1rem; }
    form > label { font-weight: 600; display: block; margin-bottom: .25rem; }
    textarea, select, input {
      font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line);
      border-radius: .5rem;
    }
    textarea { width: 100%; padding: .75rem; line-height: 1.6; resize: vertical; min-height: 6rem; }
    textarea.drop { border-style: dashed; border-color: var(--accent); background: var(--card); }
    select, input { padding: .375rem .5rem; min-height: 2.375rem; }
    select { max-width: 14rem; }
    input[type=number] { width: 6rem; }
    .row { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; margin-top: .5rem; }
    .field { display: inline-flex; flex-direction: column; }
    .field label { font-size: .8125rem; color: var(--faint); }
    .grow { flex: 1; }
    [hidden] { display: none !important; }
    button {
      font: inherit; padding: .375rem .875rem; min-height: 2.375rem; border-radius: .5rem;
      border: 1px solid var(--line); background: var(--paper); color: var(--ink); cursor: pointer;
    }
    button:hover { background: var(--card); }
    #run { background: var(--accent); border-color: var(--accent); color: var(--on-accent);
      font-weight: 600; }
    #run:hover { filter: brightness(1.08); }
    :focus-visible { outline: .1875rem solid var(--accent); outline-offset: .125rem; }
    #status { min-height: 1.55rem; margin: .5rem 0; color: var(--faint); font-size: .875rem; }
    #status.bad { color: var(--bad); }
    #answer:not(:empty) {
      background: var(--card); border-radius: .75rem; padding: 1rem 1.125rem; overflow-x: auto;
    }
    #answer p { margin: 0 0 .75rem; }
    #answer > :last-child { margin-bottom: 0; }
    .text { white-space: pre-wrap; overflow-wrap: anywhere; line-height: 2.1; }
    mark { color: inherit; border-radius: .3125rem; padding: .1875rem .3125rem; background: var(--c);
      -webkit-box-decoration-break: clone; box-decoration-break: clone; }
    mark small { font-size: .6875rem; font-weight: 600; margin-left: .375rem; white-space: nowrap; }
    mark small i { font-style: normal; font-weight: 400; }
    .key { display: flex; flex-wrap: wrap; gap: .375rem 1rem; font-size: .875rem; }
    .key span::before {
      content: ""; display: inline-block; width: .75rem; height: .75rem; border-radius: .1875rem;
      background: var(--c); margin-right: .375rem; vertical-align: -.0625rem;
    }
    .bars { display: grid; grid-template-columns: minmax(4rem, max-content) 1fr max-content;
      gap: .375rem .75rem; align-items: center; margin: 0; }
    .bars dt { overflow-wrap: anywhere; }
    .bars dd { margin: 0; }
    .bars .number, td.number { font-variant-numeric: tabular-nums; text-align: right; }
    .bar { background: color-mix(in srgb, var(--line) 60%, transparent); border-radius: .25rem;
      height: .75rem; overflow: hidden; }
    .bar > div { background: var(--bar); height: 100%; min-width: .125rem; border-radius: .25rem; }
    .big { font-size: 1.25rem; font-weight: 600; }
    .good { color: var(--good); } .bad { color: var(--bad); }
    .scale { position: relative; height: .75rem; border-radius: .375rem; min-width: 6rem;
      background: linear-gradient(to right, var(--bad), var(--line), var(--good)); }
    .scale > div { position: absolute; top: -.1875rem; width: .25rem; height: 1.125rem;
      margin-left: -.125rem; background: var(--ink); border-radius: .125rem;
      box-shadow: 0 0 0 .125rem var(--card); }
    .sentence { display: grid; grid-template-columns: 8rem 1fr; gap: .125rem .875rem;
      align-items: center; padding: .5rem 0; border-top: 1px solid var(--line); }
    .word { border-radius: .1875rem; padding: .0625rem 0; }
    .word.for { background: color-mix(in srgb, var(--good) var(--s), transparent);
      text-decoration: underline; }
    .word.against { background: color-mix(in srgb, var(--bad) var(--s), transparent);
      text-decoration: underline dotted; }
    .tokens { display: flex; flex-wrap: wrap; gap: .25rem; margin: 0 0 .75rem; padding: 0;
      list-style: none; }
    .tokens li { background: var(--c); border-radius: .25rem; padding: 0 .4375rem;
      white-space: pre-wrap; }
    .number-of { color: var(--faint); font-size: .8125rem; align-self: center; min-width: 1.5rem; }
    table { border-collapse: collapse; margin-bottom: .75rem; }
    th, td { text-align: left; padding: .1875rem .875rem .1875rem 0; vertical-align: top; }
    th { font-size: .8125rem; color: var(--faint); font-weight: 600; }
    td { border-top: 1px solid var(--line); }
    .prompt { color: var(--faint); }
    .char { background: color-mix(in srgb, var(--bad) var(--s), transparent); }
    details { margin-top: 1rem; }
    summary { cursor: pointer; color: var(--faint); }
    pre { background: var(--card); border-radius: .5rem; padding: .75rem; overflow: auto;
      font: .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
      white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; }
    footer { margin-top: 2rem; padding-top: .75rem; border-top: 1px solid var(--line);
      color: var(--faint); font-size: .875rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem; }
    a { color: var(--accent); }
    @media (max-width: 34rem) {
      .sentence { grid-template-columns: 1fr; }
      .grow { display: none; }
      .row { gap: .5rem; }
      #run { flex: 1; }
      #model { max-width: 100%; }
    }
    @media (prefers-reduced-motion: no-preference) { .bar > div { transition: width .2s; } }

    """#
}
