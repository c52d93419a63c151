/** The look of a report: light and dark, wide and narrow, screen and paper. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f6f9, #0d1219);
  --card: light-dark(#ffffff, #161d27);
  --ink: light-dark(#17202e, #e7edf5);
  --soft: light-dark(#566275, #9aa8bb);
  --rule: light-dark(#e3e8ef, #273140);
  --accent: light-dark(#1d5fa8, #7ab7ff);
  --band: light-dark(#1d5fa81f, #7ab7ff26);
  --critical: light-dark(#b3152b, #ff6b78);
  --high: light-dark(#cf4a12, #ff9a5c);
  --medium: light-dark(#a97400, #f2c14b);
  --low: light-dark(#5d7290, #8fa5c2);
  --label: light-dark(#11857b, #4fd1c3);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main, header > div, footer > div { max-width: 1040px; margin: 0 auto; padding: 0 20px; }
header { background: light-dark(#10243d, #0a1420); color: #f2f6fb; padding: 26px 0 58px; }
.brand { display: flex; align-items: center; gap: 9px; font-weight: 600; letter-spacing: .02em; color: #a9c6e8; font-size: 14px; }
.brand svg { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
h1 { font-size: 30px; line-height: 1.2; margin: 14px 0 6px; letter-spacing: -.01em; overflow-wrap: anywhere; }
header p { margin: 0; color: #c3d3e6; }
h2 { font-size: 17px; margin: 34px 0 12px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: -36px; padding: 0; list-style: none; }
.tiles li, .card { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; box-shadow: 0 1px 2px #0000000d; }
.tiles li { padding: 13px 16px; }
.tiles strong { display: block; font-size: 25px; line-height: 1.25; font-variant-numeric: tabular-nums; letter-spacing: -.01em; }
.tiles span { color: var(--soft); font-size: 13px; }
.card { padding: 16px 18px; }
.scroll { overflow-x: auto; }
.note { color: var(--soft); font-size: 13.5px; margin: 10px 0 0; }
svg.timeline { display: block; width: 100%; min-width: 640px; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 0 22px; }
.charts > div { min-width: 0; }
.charts > .wide { grid-column: 1 / -1; }
svg.chart { display: block; width: 100%; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
svg .lane { font-size: 13px; fill: var(--ink); }
svg .rule { stroke: var(--rule); fill: none; }
svg .tick { stroke: var(--soft); fill: none; }
.band { fill: var(--band); }
.expected { fill: none; stroke: var(--soft); stroke-width: 1.3; stroke-dasharray: 4 3; }
.value { fill: none; stroke: var(--accent); stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
.anomaly { fill: var(--critical); stroke: var(--card); stroke-width: 1.4; }
.anomaly.missing { fill: var(--card); stroke: var(--critical); }
.onset { fill: var(--critical); opacity: .09; }
svg .label { fill: var(--label); }
.mark.critical, .share.critical { fill: var(--critical); } .mark.high { fill: var(--high); } .mark.medium { fill: var(--medium); } .mark.low { fill: var(--low); }
.timeline .mark { stroke: var(--card); }
a:hover .mark, a:focus .mark { opacity: .7; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--soft); font-size: 13px; margin: 0 0 12px; padding: 0; list-style: none; }
.legend svg { width: 26px; height: 12px; vertical-align: -1px; margin-right: 6px; }
.controls { display: flex; flex-wrap: wrap; gap: 10px 16px; align-items: end; margin: 0 0 12px; }
.controls label { display: grid; gap: 3px; font-size: 12.5px; color: var(--soft); }
.controls select, .controls input { font: inherit; font-size: 14px; color: var(--ink); background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 0 9px; min-width: 120px; height: 36px; }
.controls output { margin-left: auto; color: var(--soft); font-size: 13px; }
details.group { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; margin: 0 0 10px; scroll-margin-top: 12px; box-shadow: 0 1px 2px #0000000d; }
details.group:target { outline: 2px solid var(--accent); }
summary { cursor: pointer; list-style: none; display: grid; grid-template-columns: 64px minmax(90px, 150px) minmax(210px, 250px) 1fr 16px; gap: 4px 14px; align-items: center; padding: 12px 16px; }
summary::-webkit-details-marker { display: none; }
summary::after { content: ""; width: 8px; height: 8px; border: solid var(--soft); border-width: 0 2px 2px 0; transform: rotate(45deg); justify-self: end; grid-column: 5; grid-row: 1; }
details[open] > summary::after { transform: rotate(225deg); }
summary:focus-visible, a:focus-visible, select:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 10px; }
.severity { font-weight: 700; font-variant-numeric: tabular-nums; font-size: 15px; text-align: center; border-radius: 8px; padding: 3px 0; color: light-dark(#fff, #10151c); }
.severity.critical { background: var(--critical); } .severity.high { background: var(--high); } .severity.medium { background: var(--medium); } .severity.low { background: var(--low); }
/* For screen readers. */
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.measure { font-weight: 600; overflow-wrap: anywhere; }
.when { color: var(--soft); font-size: 13.5px; font-variant-numeric: tabular-nums; }
.chips { display: flex; flex-wrap: wrap; gap: 5px; min-width: 0; }
.chip { background: var(--page); border: 1px solid var(--rule); border-radius: 999px; padding: 1px 9px; font-size: 12.5px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip.label { border-color: var(--label); color: var(--label); }
.inside { padding: 2px 18px 16px; border-top: 1px solid var(--rule); }
h3 { font-size: 14px; margin: 16px 0 6px; overflow-wrap: anywhere; }
h3 small { font-weight: 400; color: var(--soft); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 0 28px; }
dl { display: grid; grid-template-columns: minmax(70px, auto) 1fr 44px; gap: 5px 10px; margin: 0; font-size: 13.5px; align-items: center; }
dl dt { overflow-wrap: anywhere; } dl dd { margin: 0; } dl dd + dd { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); }
dl svg { display: block; width: 100%; height: 10px; }
.share { fill: var(--accent); } .track { fill: var(--rule); }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 12.5px; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
td.n, th.n { text-align: right; }
tr:last-child td { border-bottom: 0; }
footer { color: var(--soft); font-size: 13px; padding: 30px 0 44px; }
[hidden] { display: none !important; }
@media (max-width: 720px) {
  header { padding-bottom: 50px; } h1 { font-size: 25px; }
  .tiles { grid-template-columns: repeat(2, 1fr); }
  summary { grid-template-columns: 56px 1fr 16px; }
  summary::after { grid-column: 3; }
  .when, .chips { grid-column: 1 / -1; }
}
@media print {
  :root { color-scheme: light; }
  body { background: #fff; font-size: 11pt; } header { color: #000; background: none; padding: 0; } header p, .brand { color: #444; }
  .tiles { margin-top: 14px; } .controls { display: none !important; } details.group { break-inside: avoid; box-shadow: none; }
  .severity { color: #000; background: none !important; border: 1px solid #000; }
}
`
