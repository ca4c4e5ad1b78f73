extension HTMLReport {
  static let style = """
    :root{--paper:#fff;--ink:#1b1f24;--soft:#5c6670;--line:#d5dae0;--accent:#2563a8;--good:#1f7a4d;\
    --bad:#b3372b;--tint:#f3f5f8}
    @media (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e4e8ec;--soft:#98a3ae;\
    --line:#333b44;--accent:#6cabe8;--good:#4fbf8b;--bad:#ef8377;--tint:#1d2228}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
    main{max-width:70rem;margin:0 auto;padding:1.5rem 1rem 4rem}
    h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;overflow-wrap:anywhere}
    .headline{margin:.2rem 0;font-size:1.05rem}.headline b{font-size:2rem}
    .headline span,.signature,.location,figcaption{color:var(--soft)}
    code{font:12px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;margin:.5rem 0 1.2rem;font-variant-numeric:tabular-nums}
    th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
    th:first-child,td:first-child{text-align:left;padding-left:0;position:sticky;left:0;\
    background:var(--paper) padding-box}
    th{font-weight:600;color:var(--soft)}tbody+tbody td,tbody+tbody td:first-child{background:var(--tint) padding-box}
    @media (max-width:40rem){table{font-size:13px}th,td{padding:.2rem .3rem}\
    th:first-child,td:first-child{white-space:normal;max-width:9rem;\
    overflow-wrap:break-word}}
    details td:last-child{text-align:left;white-space:normal}
    summary{cursor:pointer;margin:1rem 0 .5rem}
    .figures{display:flex;flex-wrap:wrap;gap:1.5rem 2.5rem}
    figure{margin:0;max-width:100%}figcaption{margin-bottom:.3rem}
    svg{display:block;max-width:none}svg.fits{max-width:100%;height:auto}svg text{fill:var(--ink);font-size:12px}
    .grid{stroke:var(--line)}.guide{stroke:var(--soft);stroke-dasharray:4 4}
    .mark{stroke:var(--ink);stroke-width:1.5}.bar{fill:var(--accent);fill-opacity:.75}
    .good{fill:var(--good)}.bad{fill:var(--bad)}.dot{fill:var(--ink)}
    svg text.inverse{fill:var(--paper)}svg text.small{font-size:9px}.back{fill:var(--tint)}
    nav{position:sticky;top:0;z-index:2;background:var(--paper);border-bottom:1px solid var(--line);\
    padding:.4rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1rem}nav b{font-weight:600}
    a{color:var(--accent)}h3{font-size:1rem;margin:1.4rem 0 .3rem;scroll-margin-top:3rem}\
    h2{scroll-margin-top:3rem}
    .box{max-height:34rem;overflow:auto;border-block:1px solid var(--line)}
    .box thead th{position:sticky;top:0;background:var(--paper);z-index:1}
    .box thead th:first-child{z-index:2}
    th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}
    th button:hover{color:var(--ink)}
    th[aria-sort=ascending] button::after{content:" \\25B2"}\
    th[aria-sort=descending] button::after{content:" \\25BC"}
    .curve{fill:none;stroke-width:2;stroke:var(--accent)}
    .c1{stroke:#c4701a}.c2{stroke:#3a9a5c}.c3{stroke:#a04fb0}.c4{stroke:#c43d5a}.c5{stroke:#7a8a1f}\
    .c6{stroke:#2a9aa5}.c7{stroke:#8a6a4f}
    .filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;margin:.5rem 0;align-items:center}
    .filters input[type=search]{font:inherit;padding:.25rem .5rem;background:var(--paper);\
    color:var(--ink);border:1px solid var(--line);border-radius:4px;min-width:14rem}
    .examples{list-style:none;margin:0;padding:0}
    .examples li{border-bottom:1px solid var(--line);padding:.5rem 0;overflow-wrap:anywhere}
    .examples li[hidden]{display:none}
    .location{font-size:12px}
    mark{background:none;color:inherit;border-bottom:2px solid var(--good)}
    mark.wrong{border-bottom-color:var(--bad)}
    .text{white-space:pre-wrap}
    mark small{color:var(--soft);margin-left:.3em}
    .remark{background:var(--tint);padding:.6rem .9rem;border-radius:4px}
    """

  /// Hides the sentences that the reader did not ask for, and sorts tables by a column: numbers
  /// from the greatest to the least at first, words from A to Z. Rows of averages stay below.
  static let script = """
    document.querySelectorAll('.filters').forEach(function(form){
    var list=form.nextElementSibling.firstElementChild,shown=form.querySelector('output'),\
    search=form.querySelector('[type=search]'),boxes=form.querySelectorAll('[type=checkbox]');
    function apply(){var words=search.value.toLowerCase(),kinds=[],count=0;
    boxes.forEach(function(box){if(box.checked)kinds.push(box.value)});
    list.querySelectorAll('li').forEach(function(item){
    var own=item.dataset.kinds.split('\\t');
    var fits=(own[0]=='*'||kinds.some(function(kind){return own.indexOf(kind)>=0}))
    &&item.textContent.toLowerCase().indexOf(words)>=0;item.hidden=!fits;if(fits)count++});
    shown.textContent=count+' '+shown.dataset.unit}
    form.addEventListener('input',apply);apply()});
    document.querySelectorAll('th button').forEach(function(button){
    button.addEventListener('click',function(){
    var head=button.parentNode,row=head.parentNode,column=[].indexOf.call(row.children,head),\
    body=row.parentNode.nextElementSibling,rows=[].slice.call(body.rows);
    function value(row){var text=row.cells[column].textContent,number=parseFloat(text);\
    return text=='n/a'?-Infinity:isNaN(number)?text.toLowerCase():number}
    var isText=rows.some(function(row){return typeof value(row)=='string'}),\
    last=head.getAttribute('aria-sort'),\
    up=last?last=='descending':isText;
    rows.sort(function(a,b){var x=value(a),y=value(b);if(isText){x=String(x);y=String(y)}\
    return (x<y?-1:x>y?1:0)*(up?1:-1)});
    [].forEach.call(row.children,function(cell){cell.removeAttribute('aria-sort')});
    head.setAttribute('aria-sort',up?'ascending':'descending');
    rows.forEach(function(row){body.appendChild(row)})})});
    """
}
