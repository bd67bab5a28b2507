"""Words in many languages that stand around articles: headings of what comes below, buttons, and notices."""

from __future__ import annotations

import re

_MOST_END, _MOST_BUTTON, _MOST_NOTICE = 60, 40, 200

# Headings that stand between paragraphs too, above links to other articles.
_RELATED = (
    r"(?:related(?: .{3,30})?|recommended(?: .{3,20})?|don'?t miss|verwandte (?:artikel|themen|beiträge)|mehr zum thema|auch interessant|zum thema|lesen sie auch"
    r"|(?:à )?lire aussi|voir aussi|sur le même (?:sujet|thème)|articles? (?:liés|similaires|connexes|recommandés)"
    r"|(?:noticias|artículos|notas|temas|contenidos?) relacionad[oa]s?|relacionad[oa]s?|lea también|leer también|ver también"
    r"|(?:notícias|matérias|artigos|assuntos|conteúdos?) relacionad[oa]s?|leia também|veja também"
    r"|leggi anche|(?:articoli|notizie|contenuti) correlat[ie]|gerelateerde?(?: .{3,20})?|lees ook|související(?: .{3,20})?|podobné články|čtěte také|súvisiace.{0,15}"
    r"|zobacz (?:też|także|również)|czytaj (?:też|także|również)|przeczytaj także|powiązane.{0,15}|läs (?:också|även)|relaterade? .{3,20}|les også|læs også|relatere(?:de|te) .{3,20}"
    r"|lue myös|aiheesta lisää|ilgili (?:haberler|konular)|benzer haberler|kapcsolódó.{0,20}|olvasd(?: el)? .{0,10}is|citește și|articole similare|povezan[aei].{0,15}|pročitajte (?:još|i)"
    r"|(?:читайте|смотрите) (?:также|ещё|еще)|похожие .{3,20}|(?:ещё |еще |материалы |новости )?по теме|читайте також|також читайте|схожі новини|свързани (?:новини|статии)|още по темата"
    r"|σχετικά.{0,12}|διαβάστε (?:επίσης|ακόμη).{0,3}|berita terkait|baca juga|artikel terkait|(?:tin|bài viết) liên quan|xem thêm|(?:ข่าว|เรื่อง|บทความ)ที่เกี่ยวข้อง"
    r"|(?:مواضيع|أخبار|مقالات|اخبار) (?:ذات صلة|متعلقة|مرتبط)|اقرأ (?:أيضا|أيضاً)|مطالب مرتبط|بیشتر بخوانید|עוד בנושא|यह भी पढ़ें|संबंधित (?:खबरें|समाचार)"
    r"|関連(?:記事|ニュース|リンク|キーワード)?|あわせて読みたい|(?:相关|相關)(?:阅读|新闻|文章|推荐|链接|新聞|報導|閱讀|報道)|延伸(?:閱讀|阅读)|관련 ?(?:기사|뉴스))"
)
# Headings of what stands below an article only: comments, the news, what others read.
_BELOW = (
    r"(?:\d{1,6} )?(?:comments?|leave a (?:comment|reply)|(?:view|add|post) (?:a |all )?comments?|join the (?:conversation|discussion)"
    r"|sign in to post a reply\.?|(?:most )?recent (?:articles|posts|stories|news)|(?:more|other|latest|top|popular|trending|featured|similar)"
    r" (?:from|stories|on|news|articles|posts|content|headlines|reading|videos|in)\b.{0,40}|(?:most|more) (?:read|popular|viewed|shared|commented|relevant|to read)\b.{0,20}"
    r"|(?:you )?(?:may|might) also (?:like|enjoy).{0,20}|(?:read|watch) next|about the authors?|trending.{0,20}|editors?['’]?s?['’]? (?:picks?|choice)|what to read next|explore more"
    r"|(?:promoted|sponsored|paid) (?:content|stories|links|posts)|newest .{3,20}|suggested (?:reading|citation)|table of contents|about this (?:article|story)|sources? ?:?|further (?:reading|information) ?:?"
    r"|weitere (?:beiträge|artikel|informationen|infos|links) ?.{0,40}:?|(?:mehr|weiterführende) (?:informationen|infos|links?) ?:?|zum weiterlesen ?:?|(?:empfohlene|passende|ähnliche|neueste|aktuelle|kommentierte|beliebte) (?:artikel|beiträge|themen|meldungen)"
    r"|schreibe einen kommentar|kommentar(?:e)? (?:verfassen|schreiben|schließen)|über (?:den|die) autor(?:in|en)?|schon gelesen\?|entdecken? sie (?:jetzt|auch|mehr).{0,30}|entdecke weitere .{3,40}|siehe auch|das könnte .{0,10}auch interessieren ?:?|inhaltsverzeichnis|kontakt ?:?"
    r"|(?:les )?articles? les plus (?:lus|populaires)|(?:audios? et )?vidéos? sur le sujet|pour aller plus loin|plus d'articles.{0,30}|le puede interesar|le recomendamos|te recomendamos|noticias destacadas|sobre (?:el autor|la autora|o autor|a autora)"
    r"|kommentare?|leserkommentare|mehr (?:aus|von)\b.{0,30}|das könnte (?:sie|dich|ihnen) .{0,25}|meistgelesen.{0,12}|weitere (?:artikel|themen|nachrichten|meldungen|beiträge|news)"
    r"|commentaires|les plus (?:lus|commentés)|dans la même (?:rubrique|catégorie)|vous aimerez aussi.{0,10}|à découvrir|l'actu en continu|nos articles|articles récents"
    r"|comentarios|(?:también )?te (?:puede|podría) interesar|lo más (?:visto|leído|comentado)|más (?:leíd[oa]s|noticias|vist[oa]s)\b.{0,30}|últimas noticias"
    r"|comentários|mais (?:lidas|lidos|vistas|notícias)|últimas notícias|commenti|potrebbe(?:ro)? interessart?[iv]i?.{0,10}|(?:i )?più letti|ti potrebbe.{0,20}|(?:altre|ultime) notizie"
    r"|reacties|meer (?:nieuws|van|uit)\b.{0,30}|meest (?:gelezen|bekeken)|anderen lazen ook|mohlo by v[áa]s zau?j[ií]ma[ťt]|nejčtenější|najčítanejšie|další (?:články|zprávy).{0,20}|diskuse"
    r"|polecane|polecamy|najczęściej czytane|najnowsze|komentarze|mest läst|kommentarer|mest lest|siste nytt|flere saker|mest læste|luetuimmat|kommentit|diğer haberler|(?:en )?çok okunanlar|yorumlar"
    r"|legolvasottabb.{0,10}|hozzászólások|comentarii|najčitanije|komentari|preporučeno|комментарии|рекомендуем.{0,10}|популярное|лента новостей|другие новости|коментарі|σχόλια"
    r"|berita (?:lainnya|populer)|terpopuler|komentar|có thể bạn quan tâm|bình luận|ความคิดเห็น|الأكثر (?:قراءة|مشاهدة)|التعليقات|כתבות נוספות|תגובות"
    r"|为[你您]推荐|大家都在看|编辑推荐|(?:精彩|高清)?图集|相关链接|(?:おすすめ|人気)(?:記事|ニュース)?|(?:アクセス)?ランキング|コメント|(?:推荐|热门|最新)(?:阅读|文章|新闻|推荐)|猜你喜欢|更多(?:新闻|文章|新聞).{0,4}|(?:网友)?评论|留言|(?:추천|인기) ?(?:기사|뉴스)|많이 본 (?:기사|뉴스)|댓글)"
)
_END = re.compile(
    rf"^[^\w\s]{{0,3}}\s?(?:{_RELATED}|{_BELOW})(?: ?[(（]\d{{1,6}}[)）])?\s?[^\w\s]{{0,3}}$", re.I
)
# Buttons and labels, as whole lines or several in one.
_NAME = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|instagram|youtube|telegram|tumblr|flipboard|pocket|messenger|email|e-?mail|print|share|tweet|copy|link|copied|url"
    r"|vk|line|weibo|wechat|google\+?|rss|image|photo|video|caption|credit|gallery|play|pause|mute|close|open|next|previous|loading|ad|ads|advertising|advertise?ment|sponsored|sponsor|promoted"
    r"|story continues below(?: advertisement)?|article continues below(?: advertisement)?|scroll to continue|continue reading(?: the main story)?|supported by|read later|save|saved|listen"
    r"|view photos?|learn more|twittern|mitteilen|mehr(?: erfahren| anzeigen)?|teilen|drucken|merken|anzeige|werbung|partager|imprimer|publicité|pub|copier|lien|enregistrer|compartir|imprimir|guardar|publicidad|compartilhar?|partilhar|publicidade|condividi|stampa|pubblicità|salva"
    r"|deel|delen|advertentie|reclame|sdílet|sdílej|článek|reklama|zdieľať|udostępnij|drukuj|artykuł|dela|del|dele|skriv ut|annons|annonse|annonce|reklame|jaa|mainos|tulosta|paylaş|yazdır|reklam|ilan"
    r"|megosztás|nyomtatás|hirdetés|distribuie|publicitate|podijeli|podeli|oglas|поделиться|печать|реклама|поділитися|споделете|κοινοποίηση|εκτύπωση|διαφήμιση|bagikan|iklan|chia sẻ|quảng cáo|แชร์|โฆษณา"
    r"|مشاركة|شارك|طباعة|إعلان|اشترك|اشتراک|שתף|הדפסה|פרסומת|साझा करें|शेयर करें|विज्ञापन|共有|シェア(?:する)?|このニュースをシェア|ツイート|印刷|保存|広告|ブックマーク|分享(?:到)?|转发|收藏|微博|微信|打印|廣告|广告|列印|공유|인쇄|스크랩|광고|프린트)"
)
_BETWEEN = r"[\s:：|,/·•+]{1,3}"
_BUTTON = re.compile(
    rf"^{_NAME}(?:{_BETWEEN}{_NAME}){{0,9}}(?:{_BETWEEN}(?:\d{{1,6}}|javascript:.{{0,20}})?)?$", re.I
)

# What editors and systems say about the article, as a line of its own: where it goes on, what else to do, who edited it.
_NOTICE = re.compile(
    r"^\W{0,3}(?:"
    r"sign up (?:for|to) (?:our|the) .{0,60}newsletters?.{0,20}|(?:please )?click here (?:to|for)\b.{0,120}|skip to (?:main |site |the )?(?:content|index|navigation|search).{0,60}|(?:new ?)?you can now listen to .{0,60}"
    r"|listen to this (?:article|story|page)\b.{0,60}|watch (?:this |the )?video.{0,40}[:：]|(?:this|the|a) (?:story|article|post) (?:was|is) (?:first |originally )?(?:published |posted )?"
    r"more than .{1,30} (?:ago|old)|for (?:more|the latest) .{0,60}(?:visit|go to|click|follow|check out) .{0,80}|download (?:the|our) .{0,40}\bapp\b.{0,60}"
    r"|follow (?:us|@\w{1,30}) .{0,100}|conversations are opinions of our readers.{0,160}|(?:re)?posted (?:by|on|in)|hide caption|toggle caption|enlarge this image"
    r"|(?:image|photo|picture) ?(?:credits?|source|courtesy)? ?[:：].{0,120}|(?:se)?gu[ií](?:r|e|) leyendo.{0,40}|\(?pued(?:es|e) comentar .{0,60}|continúa leyendo.{0,40}|continue lendo.{0,40}"
    r"|this (?:entry|post) was posted .{0,120}|(?:dieser|der) (?:eintrag|beitrag|artikel) wurde (?:am .{4,20} )?(?:veröffentlicht|geschrieben|erstellt).{0,120}|permalin?(?:k|ien)\b.{0,80}|(?:get|receive) (?:the|our) (?:latest|best|top) .{0,120}(?:app|inbox|newsletter|phone|email)\b.{0,60}"
    r"|if you (?:enjoyed|liked) (?:reading )?this .{0,120}|we want to hear .{0,160}|(?:jump to recipe|print recipe|print this page){1,2}|this (?:post|article|page) (?:contains|may contain|includes) .{0,60}(?:affiliate|references to products|links).{0,120}"
    r"|charger plus\b.{0,40}|load more\b.{0,40}|(?:folgen|liken) sie uns\b.{0,80}|report (?:an? )?(?:error|typo|mistake|correction)\b.{0,60}|reportar (?:un )?error.{0,20}|signaler une (?:erreur|faute).{0,40}|fehler melden.{0,40}"
    r"|(?:die )?kommentare? (?:sind|ist|wurden?) geschlossen|keine kommentare.{0,40}|lade weitere inhalte.{0,10}|(?:bild (?:anzeigen|schließen|vergrößern) ?){1,2}|(?:diesen |den )?(?:artikel|beitrag) (?:teilen|drucken|empfehlen|merken|bewerten).{0,40}|möchten sie (?:den|diesen) .{0,40}\?|war (?:der|dieser) (?:artikel|beitrag) .{0,100}"
    r"|(?:« ?)?zurück(?: zur .{3,30})?|zur (?:übersicht|listenansicht|startseite)|externer inhalt.{0,40}|quellen (?:anzeigen|ausblenden|einblenden)|(?:titelbild|beitragsbild|symbolbild|abbildung|grafik|quelle|bildquelle|bildnachweis) ?[:：].{0,120}|lesen sie (?:hier|auch|dazu|mehr)\b.{0,120}[:…]?|weitere (?:infos|informationen) .{0,40}(?:unter|hier|auf) .{0,80}"
    r"|(?:\(?noch )?keine bewertungen\)?.{0,20}|anzeige,? enthält .{0,40}|pour lire la suite.{0,160}|les opinions exprimées .{0,120}|valora esta noticia|s[íi]guenos en .{0,140}|escúchalo en .{0,60}|recibe .{0,60}(?:noticias|newsletter|correo).{0,80}"
    r"|continua (?:depois|após) .{0,10}publicidade|(?:la )?suite (?:de l'article )?après (?:la|cette) publicité|weiterlesen.{0,40}|artikel (?:anhören|weiterlesen).{0,20}"
    r"|continua (?:a leggere|dopo la pubblicità).{0,40}|продолжение после рекламы|(?:подписывайтесь|подпишитесь|подпишись|читайте нас|сохрани номер)\b.{0,120}|фото ?[:：].{0,120}"
    r"|(?:yuk,? )?simak (?:juga )?.{0,30}video.{0,30}|scroll .{0,20}untuk .{0,40}|dalsz[aey] część .{0,30}reklam.{0,10}|(?:lees verder|tekst loopt (?:door|verder)) onder .{0,40}"
    r"|artik(?:eln|kelen|len) forts(?:ätter|etter|ætter) .{0,40}|(?:haberin devamı|reklamdan sonra).{0,40}"
    r"|続きを読む.{0,20}|.{0,12}(?:会員|有料)限定.{0,80}|(?:本文)?原(?:标题|標題|题|題)(?: ?[:：]|为).{0,160}|(?:责任编辑|責任編輯|责编|编辑|本文来源|新闻来源|稿源|來源|来源|文章关键词|关键词|校对|采写|采写记者|监制|审核|编审) ?[:：].{0,120}"
    r"|(?:编辑|校对|采写|撰文|供稿) [^\s，。]{2,6}(?: (?:编辑|校对|采写|撰文|摄影|供稿|责编) ?[^\s，。]{2,6}){0,4}|(?:免责)?声明[:：].{0,180}|评论 ?[（(]\d{1,6}[)）]|字号.{0,10}|转播到腾讯微博|我要(?:跟帖|评论|纠错)|已输入\d{0,4}字|知道了|点击进入.{0,40}"
    r"|[（(]?本文(?:来自|系|为|由).{0,80}(?:app|客户端|授权|转载|原创).{0,40}|.{0,60}扫描(?:下方|上方)?二维码.{0,80}|返回(?:首页|列表).{0,10}|上一[篇页][:：]?.{0,60}|下一[篇页][:：]?.{0,60}"
    r"|\[?[^\s\[\]]{2,10} 기자 ?.{0,40}@.{0,80}|[^\s]{2,10} 기자"
    r")\W{0,3}$",
    re.I,
)


def is_notice(text: str) -> bool:
    """Return whether the line only says where the article goes on, who edited it, or what else a reader can do."""
    return len(text) <= _MOST_NOTICE and bool(_NOTICE.match(text))


def is_end(text: str) -> bool:
    """Return whether the line heads what sites put below an article, or links between its paragraphs."""
    return len(text) <= _MOST_END and bool(_END.match(text))


def is_button(text: str) -> bool:
    """Return whether the line is nothing but the names of buttons and labels."""
    return len(text) <= _MOST_BUTTON and bool(_BUTTON.match(text))
