"""How the page of an audited draft looks: its style sheet. Fonts are named by kind only, so that each system takes its own."""

STYLE = """
:root{color-scheme:light;--ink:#1c1c1c;--quiet:#5c6066;--line:#d8dadd;--paper:#fff;--ground:#f3f4f5;
--agrees:#1b6e3c;--changed:#b3140b;--removed:#b3140b;--moved:#6a2fa0;--repeated:#0b5a9d;--unbound:#9a4b00;
--contradictory:#a0124f;--stale:#6b5a00}
*{box-sizing:border-box}
html{scroll-padding-top:4rem}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.6 sans-serif}
header{padding:1rem 1.5rem;background:var(--paper);border-bottom:1px solid var(--line)}
h1{font-size:1.3rem;margin:0 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:.2rem 0 .6rem}
header p{margin:0 0 .6rem;overflow-wrap:anywhere}
a{color:#0b5a9d}
.legend{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.35rem 1.2rem;font-size:.875rem}
.legend li{white-space:nowrap}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(16rem,24rem);gap:1.25rem;align-items:start;
padding:1.25rem 1.5rem;max-width:84rem;margin:auto}
main,aside,#sources{background:var(--paper);border:1px solid var(--line);border-radius:4px}
main{padding:2rem 2.5rem 2rem 3.5rem;font-family:serif;font-size:1.0625rem;line-height:2}
aside{padding:1rem 1.1rem;position:sticky;top:1rem;max-height:calc(100vh - 2rem);overflow:auto;font-size:.9375rem}
aside ol,aside ul{margin:0 0 1rem;padding-left:1.6rem}
aside li{margin-bottom:.7rem;overflow-wrap:anywhere}
aside ol li{border-left:3px solid var(--state);padding-left:.5rem}
aside li::marker{color:var(--quiet)}
.quiet{display:block;color:var(--quiet);font-size:.8125rem}
.row{display:none;color:var(--quiet);font:.625rem sans-serif}
#sources{margin:0 auto 2rem;max-width:81rem;padding:1rem 1.5rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;font:.875rem/1.5 sans-serif;width:100%}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
th{background:var(--ground);white-space:nowrap}
#sources td{overflow-wrap:anywhere}
#sources td:nth-child(2),#sources td:nth-child(3),#sources td:nth-child(7){min-width:9rem}
#sources td:nth-child(6){min-width:7rem}
table.draft{margin:.5rem 0;width:auto;min-width:50%}
.line{position:relative;margin:0 0 .3rem;text-indent:2em;white-space:pre-wrap;overflow-wrap:anywhere}
.empty{margin:0;height:.6rem}
td .line,td .empty{text-indent:0;margin:0}
td .count{display:none}
.head{text-align:center;text-indent:0;font-weight:bold}
.salutation{text-indent:0}
.heading{font-weight:bold;font-family:sans-serif}
.gone{text-indent:2em}
.moved-here{border-left:3px dotted #9aa0a6;padding-left:.5rem;margin-left:calc(-.5rem - 3px)}
.count{position:absolute;left:-3rem;width:2.2rem;text-align:right;text-indent:0;font:.75rem/2.8 sans-serif;color:var(--quiet);
text-decoration:none}
ins{text-decoration:underline dotted #9aa0a6;text-underline-offset:.25em;background:#f2f4f6}
del{color:var(--quiet);text-decoration:line-through}
.mark{font:.8125rem/1.4 sans-serif;text-indent:0;border:1px dashed #8a6d00;background:#fff8dc;padding:0 .35em;border-radius:3px}
.figure{position:relative;text-indent:0;text-underline-offset:.22em;color:var(--state);cursor:help;border-radius:2px}
.agrees{--state:var(--agrees)}
.figure.agrees{text-decoration:underline 1px}
.changed{--state:var(--changed)}
.figure.changed{text-decoration:underline wavy 1px;background:#fdecea}
.removed{--state:var(--removed)}
.figure.removed{background:#fdecea}
.figure.removed del{color:inherit;text-decoration-thickness:2px}
.moved{--state:var(--moved)}
.figure.moved{text-decoration:underline dashed 2px;background:#f3ebfa}
.repeated{--state:var(--repeated)}
.figure.repeated{text-decoration:underline double 1px;background:#e8f1f9}
.unbound{--state:var(--unbound)}
.figure.unbound{text-decoration:underline dotted 3px;background:#fdf0e3}
.contradictory{--state:var(--contradictory)}
.figure.contradictory{text-decoration:underline wavy 2px;background:#fce9f1}
.stale{--state:var(--stale)}
.figure.stale{text-decoration:underline dashed 1px;background:#f8f4d9}
.sign,.figure>b,aside b{display:inline-block;font:bold .75rem/1.25rem sans-serif;width:1.25rem;text-align:center;text-indent:0;
color:#fff;background:var(--state);border-radius:3px;text-decoration:none;margin-right:.15em;vertical-align:.1em}
.right{font:.8125rem sans-serif;color:#fff;background:var(--agrees);border-radius:3px;padding:.05em .35em;margin-left:.2em;
display:inline-block;line-height:1.4;text-decoration:none}
.source{display:none;position:absolute;left:0;top:100%;z-index:2;width:max-content;max-width:min(22rem,70vw);padding:.5rem .7rem;
font:.8125rem/1.5 sans-serif;color:#fff;background:#26292d;border-radius:4px;white-space:normal;text-align:left;
overflow-wrap:anywhere;box-shadow:0 2px 8px #0005;font-weight:normal}
.figure:hover>.source,.figure:focus>.source,.figure:focus-within>.source{display:block}
.figure:focus,.sign:focus{outline:3px solid #0b5a9d;outline-offset:1px}
:target{outline:3px solid #e0a100;outline-offset:2px}
@media (max-width:56rem){
header{padding:.8rem 1rem}
.columns{grid-template-columns:minmax(0,1fr);padding:.8rem;gap:.8rem}
aside{position:static;max-height:45vh;order:-1}
main{padding:1rem 1rem 1rem 2.4rem;line-height:1.9}
.count{left:-2.3rem;width:1.8rem}
#sources{padding:.8rem;margin:0 .8rem 1rem}
.source{position:fixed;left:.5rem;right:.5rem;top:auto;bottom:.5rem;width:auto;max-width:none}
}
@media print{
body{background:none;font-size:10.5pt}
header,main,aside,#sources{border:0;padding:0;margin:0 0 1em}
main{padding-left:2.5em}
.columns{display:block;padding:0}
aside{position:static;max-height:none;overflow:visible;border-top:1px solid #000;padding-top:.5em}
.source{display:none!important}
.sign,.right,.figure>b,aside b{color:#000;background:none;border:1px solid #000}
.wide{overflow:visible}
.row{display:inline}
table{font-size:8.5pt}
#sources table{table-layout:fixed}
#sources td{min-width:0!important}
#sources th{white-space:normal}
#sources th:nth-child(1){width:5%}
#sources th:nth-child(2),#sources th:nth-child(3),#sources th:nth-child(7){width:20%}
#sources th:nth-child(4),#sources th:nth-child(5){width:9%}
tr,aside li{break-inside:avoid}
}
""".strip()
