"""Words in many languages that stand around articles: headings of what comes below, and buttons."""

from __future__ import annotations

import re

_MOST_END, _MOST_BUTTON = 60, 40

# Headings of what sites put below an article, as whole lines.
_END = re.compile(
    r"^[^\w\s]{0,3}\s?(?:\d+ )?(?:comments?|leave a (?:comment|reply)|(?:view|add|post) (?:a |all )?comments?|join the (?:conversation|discussion)"
    r"|sign in to post a reply\.?|related(?: .{3,30})?|(?:most )?recent (?:articles|posts|stories|news)|(?:more|other|latest|top|popular|trending|featured"
    r"|recommended|recent|similar) (?:from|stories|on|news|articles|posts|content|headlines|reading|videos|in)\b.{0,40}"
    r"|(?:most|more) (?:read|popular|viewed|shared|commented|relevant|to read)\b.{0,20}|recommended(?: .{3,20})?|(?:you )?(?:may|might) also (?:like|enjoy).{0,20}"
    r"|(?:read|up|watch) next|about the authors?|trending.{0,20}|don'?t miss|editors?['’]?s?['’]? (?:picks?|choice)|what to read next|explore more"
    r"|kommentare?|leserkommentare|verwandte (?:artikel|themen|beiträge)|mehr (?:zum thema|aus|von|zu)\b.{0,30}|auch interessant"
    r"|das könnte (?:sie|dich|ihnen) .{0,25}|meistgelesen.{0,12}|weitere (?:artikel|themen|nachrichten|meldungen|beiträge|news)|lesen sie auch|zum thema"
    r"|commentaires|(?:à )?lire aussi|voir aussi|sur le même (?:sujet|thème)|articles? (?:liés|similaires|connexes|récents|recommandés)|les plus (?:lus|commentés)"
    r"|dans la même (?:rubrique|catégorie)|vous aimerez aussi.{0,10}|à découvrir|l'actu en continu|nos articles"
    r"|comentarios|(?:noticias|artículos|notas|temas|contenidos?) relacionad[oa]s?|relacionad[oa]s?|(?:también )?te (?:puede|podría) interesar|lo más (?:visto|leído|comentado)"
    r"|más (?:leíd[oa]s|noticias|vist[oa]s|información|sobre|en|de)\b.{0,30}|últimas noticias|lea también|leer también|ver también"
    r"|comentários|(?:notícias|matérias|artigos|assuntos|conteúdos?) relacionad[oa]s?|leia (?:também|mais)|veja também|mais (?:lidas|lidos|vistas|notícias)|últimas notícias"
    r"|commenti|leggi anche|(?:articoli|notizie|contenuti) correlat[ie]|potrebbe(?:ro)? interessart?[iv]i?.{0,10}|i più letti|più letti|ti potrebbe.{0,20}|altre notizie|ultime notizie"
    r"|reacties|gerelateerde?(?: .{3,20})?|lees (?:ook|meer|verder)|meer (?:over|nieuws|van|uit)\b.{0,30}|meest (?:gelezen|bekeken)|anderen lazen ook"
    r"|související(?: .{3,20})?|podobné články|mohlo by v[áa]s zaujíma[ťt]|mohlo by vás zajímat|nejčtenější|čtěte také|další (?:články|zprávy).{0,20}|diskuse|najčítanejšie|súvisiace.{0,15}"
    r"|zobacz (?:też|także|również|więcej)|czytaj (?:też|także|również|więcej)|przeczytaj także|polecane|polecamy|powiązane.{0,15}|najczęściej czytane|najnowsze|komentarze"
    r"|läs (?:också|mer|även|vidare)|relaterade? .{3,20}|mer (?:om|från)\b.{0,30}|mest läst|kommentarer|les også|mest lest|siste nytt|flere saker|læs (?:også|mere)|relatere(?:de|te) .{3,20}|mest læste"
    r"|lue (?:myös|lisää)|aiheesta lisää|luetuimmat|kommentit|ilgili (?:haberler|konular)|benzer haberler|diğer haberler|(?:en )?çok okunanlar|yorumlar|kapcsolódó.{0,20}|olvasd(?: el)? .{0,10}is"
    r"|legolvasottabb.{0,10}|hozzászólások|citește (?:și|mai mult)|articole (?:similare|recomandate)|comentarii|povezan[aei].{0,15}|pročitajte (?:još|i)|najčitanije|komentari|preporučeno"
    r"|комментарии|(?:читайте|смотрите) (?:также|ещё|еще)|похожие .{3,20}|(?:ещё |еще |материалы |новости )?по теме|рекомендуем.{0,10}|популярное|лента новостей|другие новости|коментарі"
    r"|читайте також|також читайте|схожі новини|свързани (?:новини|статии)|още по темата|σχετικά.{0,12}|σχόλια|διαβάστε (?:επίσης|ακόμη).{0,3}"
    r"|berita (?:terkait|lainnya|populer)|baca (?:juga|selengkapnya)|artikel terkait|terpopuler|komentar|(?:tin|bài viết) liên quan|có thể bạn quan tâm|xem thêm|bình luận|đọc thêm"
    r"|(?:ข่าว|เรื่อง|บทความ)ที่เกี่ยวข้อง|อ่านเพิ่มเติม|ความคิดเห็น|(?:مواضيع|أخبار|مقالات|اخبار) (?:ذات صلة|متعلقة|مرتبط)|اقرأ (?:أيضا|أيضاً|المزيد)|الأكثر (?:قراءة|مشاهدة)|التعليقات|مطالب مرتبط|بیشتر بخوانید"
    r"|כתבות נוספות|עוד (?:בנושא|כתבות)|תגובות|यह भी पढ़ें|संबंधित (?:खबरें|समाचार)|(?:関連|おすすめ|人気)(?:記事|ニュース|リンク|キーワード)?|あわせて読みたい|(?:アクセス)?ランキング|コメント"
    r"|(?:相关|相關)(?:阅读|新闻|文章|推荐|链接|新聞|報導|閱讀|報道)|延伸(?:閱讀|阅读)|(?:推荐|热门|最新)(?:阅读|文章|新闻|推荐)|猜你喜欢|更多(?:新闻|文章|新聞).{0,4}|(?:网友)?评论|留言|(?:관련|추천|인기) ?(?:기사|뉴스)|많이 본 (?:기사|뉴스)|댓글)"
    r"(?: ?[(（]\d+[)）])?\s?[^\w\s]{0,3}$",
    re.I,
)
# Buttons and labels, as whole lines or several in one.
_NAME = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|instagram|youtube|telegram|tumblr|flipboard|pocket|messenger|email|e-?mail|print|share|tweet|copy|link|copied|url"
    r"|vk|line|weibo|wechat|google\+?|rss|image|photo|video|caption|credit|gallery|play|pause|mute|close|open|next|previous|loading|ad|ads|advertising|advertise?ment|sponsored|sponsor|promoted"
    r"|story continues below(?: advertisement)?|article continues below(?: advertisement)?|scroll to continue|continue reading(?: the main story)?|supported by|read later|save|saved|listen"
    r"|teilen|drucken|merken|anzeige|werbung|partager|imprimer|publicité|pub|copier|lien|enregistrer|compartir|imprimir|guardar|publicidad|compartilhar?|partilhar|publicidade|condividi|stampa|pubblicità|salva"
    r"|deel|delen|advertentie|reclame|sdílet|sdílej|článek|reklama|zdieľať|udostępnij|drukuj|artykuł|dela|del|dele|skriv ut|annons|annonse|annonce|reklame|jaa|mainos|tulosta|paylaş|yazdır|reklam|ilan"
    r"|megosztás|nyomtatás|hirdetés|distribuie|publicitate|podijeli|podeli|oglas|поделиться|печать|реклама|поділитися|споделете|κοινοποίηση|εκτύπωση|διαφήμιση|bagikan|iklan|chia sẻ|quảng cáo|แชร์|โฆษณา"
    r"|مشاركة|شارك|طباعة|إعلان|اشترك|اشتراک|שתף|הדפסה|פרסומת|साझा करें|शेयर करें|विज्ञापन|共有|シェア(?:する)?|このニュースをシェア|ツイート|印刷|保存|広告|ブックマーク|分享(?:到)?|转发|收藏|微博|微信|打印|廣告|广告|列印|공유|인쇄|스크랩|광고|프린트)"
)
_BETWEEN = r"[\s:：|,/·•+]{1,3}"
_BUTTON = re.compile(
    rf"^{_NAME}(?:{_BETWEEN}{_NAME}){{0,9}}(?:{_BETWEEN}(?:\d{{1,6}}|javascript:.{{0,20}})?)?$", re.I
)


def is_end(text: str) -> bool:
    """Return whether the line heads what sites put below an article."""
    return len(text) <= _MOST_END and bool(_END.match(text))


def is_button(text: str) -> bool:
    """Return whether the line is nothing but the names of buttons and labels."""
    return len(text) <= _MOST_BUTTON and bool(_BUTTON.match(text))
