/// The style of the report.
enum ReportStyle {
    /// The style sheet: colors by purpose, different ones on dark screens, and none of the dark ones on paper.
    static let sheet = """
        :root{--paper:#f8fafc;--card:#fff;--text:#1e293b;--muted:#64748b;--line:#e2e8f0;--accent:#2563eb;--right:#059669;--wrong:#dc2626}
        @media screen and (prefers-color-scheme:dark){:root{--paper:#0b1120;--card:#0f172a;--text:#e2e8f0;--muted:#94a3b8;--line:#334155;\
        --accent:#60a5fa;--right:#34d399;--wrong:#f87171}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
        main{max-width:1080px;margin:0 auto;padding:24px 20px 48px}
        h1{font-size:30px;line-height:1.2;margin:0 0 8px;overflow-wrap:anywhere}
        h2{font-size:21px;margin:0 0 12px}h3{font-size:16px;margin:20px 0 8px}h4{font-size:14px;margin:16px 0 6px;color:var(--muted)}
        h3 small{font-weight:400;color:var(--muted)}
        p{margin:0 0 12px;max-width:72ch}.kicker{color:var(--accent);font-weight:600;margin:0 0 2px}.note{font-size:14px;color:var(--muted);margin-top:12px}
        code{font-size:.92em}
        section,.cards>div{background:var(--card);border:1px solid var(--line);border-radius:10px}
        section{padding:20px;margin:18px 0}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;margin:18px 0}
        .cards>div{padding:12px 14px}dt{font-size:13px;color:var(--muted)}dd{margin:2px 0 0;font-size:20px;font-weight:650;font-variant-numeric:tabular-nums}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(300px,100%),1fr));gap:20px}
        .beside{display:grid;grid-template-columns:minmax(0,520px) minmax(0,1fr);gap:24px}
        .beside>.chart{max-width:360px}
        .scroll{overflow-x:auto;background:linear-gradient(90deg,var(--card) 30%,transparent) left,linear-gradient(270deg,var(--card) 30%,transparent) right,\
        linear-gradient(90deg,var(--muted),transparent) left,linear-gradient(270deg,var(--muted),transparent) right;\
        background-repeat:no-repeat;background-size:36px 100%,36px 100%,8px 100%,8px 100%;background-attachment:local,local,scroll,scroll}.scroll>svg{min-width:300px;max-width:640px}
        .grid{display:flex;flex-wrap:wrap;gap:10px 8px}
        figure{margin:0;width:72px;text-align:center}
        figure img{display:block;margin:0 auto;border-radius:3px;image-rendering:pixelated;background:#000;border:2px solid var(--right)}
        figure.wrong img{border:3px solid var(--wrong)}
        .plain figure{width:52px}.plain img{width:52px;height:52px;border-width:2px!important}
        figcaption{font-size:14px;font-weight:600;line-height:1.25;margin-top:3px;overflow-wrap:anywhere}
        figcaption .was{display:block;font-size:12px;color:var(--wrong)}figcaption small{display:block;font-weight:400;font-size:11px;color:var(--muted)}
        .sheet{max-width:100%;height:auto;image-rendering:pixelated;border-radius:4px}
        table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
        th,td{padding:5px 14px 5px 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:middle}
        thead th{color:var(--muted);font-weight:500}tbody th{font-weight:600;white-space:nowrap}
        td{white-space:nowrap}td.bar{min-width:165px}td.bar i{display:inline-block;width:72px;height:9px;border-radius:2px;background:var(--line);margin-right:9px}
        td.bar span{display:block;height:9px;border-radius:2px;background:var(--accent)}
        .settings td{white-space:normal;overflow-wrap:anywhere}
        footer{color:var(--muted);font-size:13px;margin-top:28px}
        @media (max-width:820px){.beside{grid-template-columns:minmax(0,1fr)}main{padding:16px 12px 32px}section{padding:14px}h1{font-size:24px}}
        @media print{body{background:#fff;font-size:12px}main{max-width:none;padding:0}section,.cards>div{break-inside:avoid;border-color:#cbd5e1}\
        section:has(.grid){break-inside:auto}figure,.chart,table,tr{break-inside:avoid}h2,h3,h4{break-after:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}

        """
}
