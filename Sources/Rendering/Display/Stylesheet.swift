/// The look of all HTML files: one calm column, light or dark as the reader's system has it, and
/// fit for paper.
enum Stylesheet {
  static let text: StaticString = """
    :root {
      color-scheme: light dark;
      --page: #fafaf7; --card: #ffffff; --ink: #1c2430; --quiet: #5b6573; --line: #e3e5e8;
      --track: #eef0f2; --main: #3a6ea5; --good: #2f7d5b; --calm: #8fa3b8; --join: #7a68a6;
      --warn: #b7791f; --bad: #b4483e; --change: #4f9a94;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #14181d; --card: #1b2027; --ink: #e4e8ed; --quiet: #9aa5b1; --line: #2c333c;
        --track: #262d35; --main: #6fa3d8; --good: #5fb58d; --calm: #75889c; --join: #a08fd0;
        --warn: #d9a24a; --bad: #dd7a70; --change: #6dbbb4;
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
        "Liberation Sans", sans-serif;
      font-variant-numeric: tabular-nums;
    }
    main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
    main.wide { max-width: 110rem; }
    header { margin-bottom: 2rem; }
    .kicker { margin: 0; color: var(--quiet); font-size: .9rem; }
    h1 { margin: .1rem 0 .6rem; font-size: 1.9rem; line-height: 1.2; font-weight: 650; }
    h2 { margin: 0 0 .75rem; font-size: 1.15rem; font-weight: 620; }
    p { margin: 0 0 .75rem; }
    .quiet { color: var(--quiet); }
    .status {
      display: inline-block; padding: .15rem .7rem; border-radius: 1rem; font-weight: 600;
      font-size: .9rem; border: 1px solid currentColor;
    }
    .status.good { color: var(--good); } .status.warn { color: var(--warn); }
    .status.bad { color: var(--bad); }
    .message { margin: .9rem 0 0; padding: .75rem 1rem; border-left: 3px solid var(--bad);
      background: var(--card); }
    dl.facts { display: flex; flex-wrap: wrap; gap: .35rem 2rem; margin: 0 0 .75rem; }
    header dl.facts { margin: 1rem 0 0; }
    dl.facts div { display: flex; gap: .5rem; } dt { color: var(--quiet); } dd { margin: 0; }
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr));
      gap: .9rem; margin: 0 0 1.25rem; padding: 0; list-style: none; }
    .figures li, section { background: var(--card); border: 1px solid var(--line);
      border-radius: .7rem; }
    .figures li { padding: .9rem 1.1rem; }
    .figures strong { display: block; font-size: 1.65rem; line-height: 1.25; font-weight: 620; }
    .figures span { color: var(--quiet); font-size: .88rem; }
    section { padding: 1.3rem 1.4rem 1.1rem; margin: 0 0 1.25rem; break-inside: avoid; }
    svg { display: block; width: 100%; height: auto; margin: .25rem 0 .75rem; }
    svg text { fill: var(--ink); font-size: 14px; font-family: inherit; }
    svg text.quiet { fill: var(--quiet); }
    svg .track { fill: var(--track); } svg .main { fill: var(--main); }
    svg .good { fill: var(--good); } svg .calm { fill: var(--calm); }
    svg .join { fill: var(--join); } svg .warn { fill: var(--warn); }
    svg .bad { fill: var(--bad); } svg .change { fill: var(--change); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: .92rem; }
    caption { text-align: left; color: var(--quiet); padding: 0 0 .4rem; }
    th, td { padding: .38rem .6rem .38rem 0; text-align: left; vertical-align: top;
      border-bottom: 1px solid var(--line); }
    thead th { vertical-align: bottom; hyphens: auto; line-height: 1.3; font-size: .8rem; }
    .short { white-space: nowrap; } th small { display: block; color: var(--quiet);
      font-weight: 400; }
    th { font-weight: 600; color: var(--quiet); } tbody th { color: var(--ink); }
    td.number, th.number { text-align: right; padding: .38rem 0 .38rem .5rem; }
    td.number { white-space: nowrap; } td.none { color: var(--quiet); opacity: .55; }
    tr > :last-child { padding-right: 0; }
    tbody tr:last-child > * { border-bottom: 0; }
    tfoot td, tfoot th { border-top: 2px solid var(--line); border-bottom: 0; font-weight: 620;
      color: var(--ink); }
    code { font: .86em ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
      overflow-wrap: anywhere; }
    tr > :first-child code { overflow-wrap: break-word; }
    details { margin: .4rem 0 .3rem; } summary { cursor: pointer; color: var(--quiet); }
    .holds { color: var(--good); font-weight: 600; } .broken { color: var(--bad);
      font-weight: 600; }
    footer { color: var(--quiet); font-size: .88rem; margin-top: 2rem; }
    @media print {
      :root { --page: #ffffff; } body { font-size: 11px; } main { max-width: none; padding: 0; }
      details > * { display: block; }
    }
    """
}
