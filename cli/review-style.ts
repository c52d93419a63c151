/** The look of a review, beside that of reports and policies. */
export const REVIEW_STYLE = `
a { color: var(--accent); }
:root { --good: light-dark(#1c7c54, #63d6a3); }
main { padding-bottom: 24px; max-width: 1240px; } header > div, footer > div { max-width: 1240px; }
.card.facts { margin-top: 0; }
.legend { margin: 12px 0 0; }
.swatch { display: inline-block; width: 24px; height: 0; border-top: 2.5px solid var(--good); margin-right: 7px; vertical-align: 4px; }
.swatch.missing { border-top: 2.5px dashed var(--high); } .swatch.extra { border-top-color: var(--critical); }
svg.trust { display: block; width: 100%; min-width: 900px; }
svg.trust .box rect { fill: var(--page); stroke: var(--rule); stroke-width: 1.5; }
svg.trust .box.as-needed rect { stroke: var(--good); } svg.trust .box.differs rect { stroke: var(--critical); stroke-width: 2; }
svg.trust .box.missing rect { stroke: var(--high); stroke-dasharray: 6 4; fill: none; } svg.trust .box.not-needed rect { stroke: var(--medium); }
svg.trust .title { font-size: 14px; font-weight: 600; fill: var(--ink); }
svg.trust .edge { fill: none; stroke-width: 1.8; stroke: var(--good); } svg.trust .edge.missing { stroke: var(--high); stroke-dasharray: 6 4; } svg.trust .edge.extra { stroke: var(--critical); }
svg.trust .head { fill: var(--good); } svg.trust .head.missing { fill: var(--high); } svg.trust .head.extra { fill: var(--critical); }
svg.trust .edge-label { paint-order: stroke; stroke: var(--card); stroke-width: 4px; } svg.trust .edge-label.extra { fill: var(--critical); } svg.trust .edge-label.missing { fill: var(--high); }
.level { display: inline-block; font-size: 12px; font-weight: 600; padding: 1px 9px; border-radius: 999px; white-space: nowrap; color: light-dark(#fff, #10151c); background: var(--low); }
.level.error { background: var(--critical); } .level.security-warning { background: var(--high); } .level.warning { background: var(--medium); } .level.fine { background: var(--good); }
.findings td:last-child { min-width: 200px; } .findings td:nth-child(2) { width: 58%; } .findings code { white-space: nowrap; }
.matrix th[scope=row] { font-weight: 400; max-width: 300px; min-width: 210px; } .matrix td { min-width: 120px; } .matrix td:last-child { min-width: 120px; }
.act { display: inline-block; font: 12px ui-monospace, monospace; border: 1px solid var(--rule); background: var(--page); border-radius: 6px; padding: 0 6px; margin: 1px 3px 1px 0; white-space: nowrap; } .act small { color: var(--soft); font-style: italic; }
.matrix tr:last-child th { border-bottom: 0; }
.act.extra { border-color: var(--critical); color: var(--critical); font-weight: 600; } .act.extra::before { content: "+ "; }
.act.missing { border: 1px dashed var(--high); color: var(--high); background: none; } .act.missing::before { content: "\\2212 "; }
details.role { margin: 0 0 10px; } details.role > summary { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center; margin: 0; padding: 0 20px 0 0; position: relative; color: var(--ink); }
details.role > summary code { color: var(--soft); overflow-wrap: anywhere; } details.role > summary::after { content: ""; position: absolute; right: 2px; top: 6px; }
section { scroll-margin-top: 12px; } section:target details { outline: 2px solid var(--accent); }
dl.facts { display: flex; } dl.facts > div { min-width: 0; } dl.facts dd { text-align: left; color: var(--ink); font-size: 13px; }
.notes, .changes { list-style: none; padding: 0; margin: 8px 0; } .notes li, .changes li { margin: 5px 0; overflow-wrap: anywhere; }
.changes li { padding: 5px 10px; border-left: 3px solid; border-radius: 0 6px 6px 0; background: var(--page); } .changes .added { border-color: var(--critical); } .changes .removed { border-color: var(--high); }
.changes .added::before { content: "more: "; font-weight: 600; } .changes .removed::before { content: "less: "; font-weight: 600; }
@media (max-width: 720px) {
  .findings, .findings tbody, .findings tr, .findings td { display: block; } .findings thead { display: none; }
  .findings td { border: 0; padding: 3px 0; } .findings td:nth-child(2) { width: auto; } .findings tr { border-top: 1px solid var(--rule); padding: 8px 0; }
}
@media print { details.role::details-content { content-visibility: visible; } }
`
