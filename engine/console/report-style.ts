import { DRAWING_STYLE } from './drawing-style.ts'
import { THEME_STYLE } from './theme-style.ts'

/** The look of a report: light and dark, wide and narrow, screen and paper. */
export const REPORT_STYLE = `${THEME_STYLE}${DRAWING_STYLE}
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
.measure { font-weight: 600; overflow-wrap: anywhere; }
.when { color: var(--soft); font-size: 13.5px; font-variant-numeric: tabular-nums; }
.chips { display: flex; flex-wrap: wrap; gap: 5px; min-width: 0; }
.chip { background: var(--page); border: 1px solid var(--rule); border-radius: 999px; padding: 1px 9px; font-size: 12.5px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip.label { border-color: var(--label); color: var(--label); }
.inside { padding: 2px 18px 16px; border-top: 1px solid var(--rule); }
h3 { font-size: 14px; margin: 16px 0 6px; overflow-wrap: anywhere; }
h3 small { font-weight: 400; color: var(--soft); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 0 28px; }
dl { margin: 0; font-size: 13.5px; align-items: center; } dl dt { overflow-wrap: anywhere; } dl dd { margin: 0; }
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
