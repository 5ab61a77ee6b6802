/**
 * The report's looks: system fonts, two colour schemes by the reader's setting, one column on phones, A4 in print. One colour means one
 * thing: blue latency, green done and met, vermilion failed and missed, ochre doubt, grey what was asked for, violet to teal the replicas.
 */
export const style = `
:root{color-scheme:light dark;--ground:#fff;--panel:#f5f6f8;--ink:#1a1d21;--soft:#565d66;--rule:#d5d9df;--band:#eef1f5;--warm:#f9ecd2;
--blue:#0b5cad;--blue-band:#bcd7f2;--green:#08714c;--vermilion:#b8400c;--ochre:#835c00;--r0:#6a35b8;--r1:#b52c7e;--r2:#0f747c;--interval:#1a1d21}
@media screen and (prefers-color-scheme:dark){:root{--ground:#101317;--panel:#191d23;--ink:#e8ebef;--soft:#a4adb8;--rule:#353c45;--band:#1b2027;--warm:#33290f;
--blue:#6fb3ff;--blue-band:#1f4468;--green:#4cc38f;--vermilion:#ff9061;--ochre:#e3b341;--r0:#b99bff;--r1:#ff86c8;--r2:#5ccfd6;--interval:#e8ebef}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1280px;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:2rem;line-height:1.15;margin:.1rem 0 .3rem;letter-spacing:-.015em;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.25;margin:3rem 0 .8rem;letter-spacing:-.01em}
h3{font-size:1rem;line-height:1.3;margin:0 0 .25rem}
p,li,dd,figcaption{max-width:75ch;overflow-wrap:anywhere}
p{margin:.3rem 0 .7rem}
a{color:var(--blue)}
.soft,figcaption,.kicker{color:var(--soft)}
.kicker{margin:0;font-size:.85rem}
.small{font-size:.875rem}
code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
pre{background:var(--panel);padding:.8rem 1rem;border-radius:6px;white-space:pre-wrap;margin:.5rem 0 1rem;overflow-wrap:anywhere;max-width:75ch}
.met,.fine{color:var(--green)}.missed,.warning{color:var(--vermilion)}.undecided,.note{color:var(--ochre)}
.verdict{border:1px solid var(--rule);border-left:6px solid currentColor;border-radius:6px;padding:1rem 1.25rem;margin:1.5rem 0}
.verdict>*{color:var(--ink)}.verdict .lead{font-size:1.35rem;font-weight:650;line-height:1.25;margin:0 0 .4rem;color:inherit}
.verdict ul{list-style:none;margin:.8rem 0 0;padding:0}
.verdict li{display:grid;grid-template-columns:7rem minmax(9rem,13rem) minmax(14rem,1fr) 220px;gap:.2rem 1rem;align-items:center;padding:.45rem 0;border-top:1px solid var(--rule);max-width:none}
.tag{font-weight:650;white-space:nowrap}
.trust{margin:.9rem 0 0;font-size:.925rem}
.numbers{display:grid;grid-template-columns:repeat(5,1fr);gap:1px;background:var(--rule);border:1px solid var(--rule);border-radius:6px;overflow:hidden;margin:0}
.numbers div{background:var(--ground);padding:.8rem 1rem}
.numbers dt{color:var(--soft);font-size:.875rem}
.numbers dd{margin:0}.numbers .big{font-size:1.6rem;font-weight:650;line-height:1.3;letter-spacing:-.01em}
.numbers .unknown{color:var(--soft);font-weight:500}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:0 3rem}
.facts dl{display:grid;grid-template-columns:8.5rem 1fr;gap:.25rem 1rem;margin:.4rem 0}
.facts+.charts{margin-top:1rem}.facts dt{color:var(--soft)}.facts dd{margin:0}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:2.2rem 2.5rem}
.banner{border:2px solid var(--vermilion);border-radius:6px;padding:.2rem 1rem;margin:0 0 1rem}
figure{margin:0;min-width:0;max-width:640px;break-inside:avoid}
figcaption{font-size:.85rem;margin-top:.3rem}
svg{display:block;width:100%;height:auto;overflow:visible}
svg.narrow{display:none}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;list-style:none;margin:0 0 .3rem;padding:0;font-size:.85rem;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:.4rem}.legend svg{width:26px;height:12px;flex:none}
.empty{border:1px dashed var(--rule);border-radius:6px;padding:2rem 1.25rem;color:var(--soft)}
text{font:11.5px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums;fill:var(--soft)}
text.label{fill:var(--ink)}text.phase-name{fill:var(--ink)}text.mark-name.died{fill:var(--vermilion)}text.limit-name{fill:var(--ink)}text.limit-name,text.halo{paint-order:stroke;stroke:var(--ground);stroke-width:3px;stroke-linejoin:round}
path{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-linejoin:round}
path.grid{stroke:var(--rule);stroke-width:1}path.axis{stroke:var(--soft);stroke-width:1}
rect.phase{fill:transparent}rect.phase.odd{fill:var(--band)}rect.warmup{fill:var(--warm)}
path.mark{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}path.mark.died{stroke:var(--vermilion);stroke-dasharray:none}
path.answer{stroke:var(--blue);stroke-width:2.4;stroke-linecap:round;opacity:.45}
path.latency-band{fill:var(--blue-band);stroke:none}
path.p50{stroke:var(--blue);stroke-width:2.4}path.p95{stroke:var(--blue);stroke-width:1.3}
path.failed{stroke:var(--vermilion);stroke-width:1.8}
path.asked{stroke:var(--soft);stroke-width:4;opacity:.45}path.sent{stroke:var(--ink);stroke-width:1;stroke-dasharray:2 2}path.done{stroke:var(--green);stroke-width:2}
path.limit{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:7 4}
path.interval{stroke:var(--interval);stroke-width:2}path.interval-dot{stroke:var(--interval);stroke-width:7;stroke-linecap:round}
path.load-p50{fill:var(--blue);stroke:none}path.load-p95{fill:var(--ground);stroke:var(--blue);stroke-width:2}
rect.bracket,path.bracket{fill:var(--blue-band);stroke:none;opacity:.7}path.try-met{fill:var(--green);stroke:none}path.try-undecided{fill:var(--ground);stroke:var(--ochre);stroke-width:2}
path.level{stroke:none}path.level.done{fill:var(--green)}path.level.latency{fill:var(--blue)}path.level.short{fill:var(--ground);stroke-width:2}path.level.done.short{stroke:var(--green)}path.level.latency.short{stroke:var(--blue)}
path.fit{stroke:var(--ink);stroke-width:1.3;stroke-dasharray:5 3}path.knee{fill:var(--warm);stroke:none}path.knee-line{stroke:var(--ochre);stroke-width:1.3}
path.replica,path.ready{stroke:var(--r0);stroke-width:1.8}path.replica.lane1,path.replica.lane4{stroke:var(--r1)}path.replica.lane2,path.replica.lane5{stroke:var(--r2)}
path.lane1{stroke-dasharray:7 3}path.lane2{stroke-dasharray:2 2.5}path.lane3{stroke-dasharray:10 3 2 3}path.lane4{stroke-dasharray:4 2}path.lane5{stroke-dasharray:1 3}
path.replica-range{fill:var(--r0);stroke:none;opacity:.5}
path.psi-memory{stroke-dasharray:7 3}path.psi-io{stroke-dasharray:2 2.5}
path.gauge-line{stroke:var(--rule);stroke-width:1}path.gauge-span{stroke:currentColor;stroke-width:5;stroke-linecap:round}path.gauge-dot{fill:currentColor;stroke:var(--ground);stroke-width:1.5}
.scroll{overflow-x:auto;margin:.3rem 0 1.6rem}
table{border-collapse:collapse;font-size:.9rem}
th,td{padding:.35rem 1.1rem .35rem 0;text-align:right;vertical-align:top;border-bottom:1px solid var(--rule);white-space:nowrap}
th{color:var(--soft);font-weight:500}th:first-child,td:first-child,td.text,th.text{text-align:left}td.text{white-space:normal;min-width:10rem;max-width:40ch;overflow-wrap:anywhere}
td small{display:block;color:var(--soft);font-size:.8em}
td small.why{white-space:normal;max-width:14rem;margin-left:auto}
.findings{list-style:none;margin:0;padding:0}.findings li{display:grid;grid-template-columns:6.5rem 7rem 1fr;gap:.2rem 1rem;padding:.4rem 0;border-top:1px solid var(--rule);max-width:100ch}
.findings span:nth-child(n+2){color:var(--ink)}.findings .topic{color:var(--soft)}
footer{margin-top:3rem;color:var(--soft);font-size:.85rem}
@media (min-width:901px),print{.verdict .wide{grid-column:2/-1}}
@media (max-width:900px){.numbers{grid-template-columns:repeat(auto-fit,minmax(150px,1fr))}.verdict li{grid-template-columns:1fr}.verdict li svg{max-width:260px}}
@media (max-width:560px){main{padding:1.2rem .75rem 3rem}h1{font-size:1.6rem}.numbers{grid-template-columns:1fr 1fr}.numbers div:first-child{grid-column:1/-1}.facts dl{grid-template-columns:1fr;gap:0}.facts dd{margin-bottom:.5rem}
.charts svg.wide{display:none}.charts svg.narrow{display:block}.findings li{grid-template-columns:5.5rem 1fr}.findings span:nth-child(3){grid-column:1/-1}.legend{gap:.1rem .8rem}}
@media print{@page{size:A4;margin:14mm}html{font-size:12px}body{font-size:1rem}main{padding:0;max-width:none}h2{margin-top:2rem}h2,h3{break-after:avoid}
.charts{grid-template-columns:1fr 1fr;gap:1.2rem 1.5rem}.charts svg.wide{display:none}.charts svg.narrow{display:block}
.verdict,.numbers,.facts,tr,.findings li{break-inside:avoid}.scroll{overflow:visible}table{font-size:.82rem}th,td{padding-right:.6rem}td small.why{max-width:9rem}
.verdict li{grid-template-columns:6rem 9rem 1fr 150px}.numbers{grid-template-columns:repeat(5,1fr)}.numbers .big{font-size:1.35rem}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`
