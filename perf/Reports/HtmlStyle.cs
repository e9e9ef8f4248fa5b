namespace Mobile.Perf.Reports;

/// <summary>How report.html looks.</summary>
internal static class HtmlStyle
{
    public const string Css = """

        :root { --page: #fff; --ink: #1b1f24; --quiet: #59636e; --rule: #d9dee4; --panel: #f6f8fa; --good: #116329; --bad: #b3261e;
          --s0: #0b62c4; --s1: #c2410c; --s2: #15803d; --s3: #8b3fc9; --s4: #a16207; --s5: #0f766e; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #101418; --ink: #e6e9ed; --quiet: #9aa5b1; --rule: #2f3842; --panel: #181e24; --good: #5fd08a; --bad: #ff8a80;
            --s0: #6cb2ff; --s1: #ff9e64; --s2: #6fd08c; --s3: #cf9bff; --s4: #e3c04f; --s5: #5fd3c6; } }
        body { margin: 0 auto; max-width: 86rem; padding: 1rem; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } p { margin: .4rem 0; max-width: 70rem; }
        a { color: var(--s0); }
        .quiet { color: var(--quiet); }
        .badge { display: inline-block; padding: 0 .5rem; border: 1px solid; border-radius: 1rem; font-size: .8rem; font-weight: 600; vertical-align: middle; }
        .good { color: var(--good); } .bad, .failed { color: var(--bad); } .none { color: var(--quiet); }
        .alert { border-left: 4px solid var(--bad); background: var(--panel); padding: .5rem .75rem; }
        .wide { overflow-x: auto; margin: .75rem 0; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; }
        th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
        thead th { color: var(--quiet); font-weight: 600; } tbody th { font-weight: 600; }
        th:first-child, .text { text-align: left; } td.text { white-space: normal; min-width: 12rem; }
        section { border-top: 1px solid var(--rule); margin-top: 2rem; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); gap: 1rem; margin: 1rem 0; }
        .chart { margin: 0; padding: .75rem; background: var(--panel); border-radius: .5rem; } figcaption { font-weight: 600; }
        svg { display: block; width: 100%; height: auto; } svg text { font-size: 12px; fill: var(--quiet); }
        .end { text-anchor: end; } .middle { text-anchor: middle; }
        .grid { stroke: var(--rule); } .mark { stroke: var(--quiet); }
        .line { fill: none; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: .25rem 0 0; padding: 0; font-size: .85rem; }
        .legend i { display: inline-block; width: 1rem; height: 0; border-top: 3px solid; margin-right: .35rem; vertical-align: middle; }
        path.s0 { stroke: var(--s0); } path.s1 { stroke: var(--s1); } path.s2 { stroke: var(--s2); }
        path.s3 { stroke: var(--s3); } path.s4 { stroke: var(--s4); } path.s5 { stroke: var(--s5); }
        i.s0 { color: var(--s0); } i.s1 { color: var(--s1); } i.s2 { color: var(--s2); } i.s3 { color: var(--s3); } i.s4 { color: var(--s4); } i.s5 { color: var(--s5); }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { color: var(--quiet); } dd { margin: 0; }

        """;
}
