"""Mail as applications under test send it: any number of letters, the same for the same seed, each made by itself.

The n-th letter depends on the seed and n alone, so that pieces can be made in parallel or from the middle. Senders,
recipients, users and words are the same under every seed; layouts, attachments and what a letter says are not. All
addresses end in names that nobody can own (RFC 2606).

    python -m bench.letters --count 1000 --to DIR    # 000000000.eml and so on
    python -m bench.letters --count 10000 --stats    # sizes, kinds, languages, how quickly they are made

What can be searched for, and how many letters have it, is in TERMS, rare_words() and marker().
"""

import argparse
import sys
import time
from binascii import b2a_base64, b2a_qp
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache, cached_property, partial
from itertools import accumulate, product
from math import cos, exp, log, pi, sqrt
from pathlib import Path
from random import Random
from struct import pack, unpack
from typing import NamedTuple, TypeVar
from zlib import adler32, crc32

T = TypeVar("T")

SENDERS, RECIPIENTS, USERS = 400, 20_000, 50
START, PACE = datetime(2025, 1, 6, 8, tzinfo=UTC), timedelta(seconds=9)
"""When letter 0 was written, and how much later each next one was: a million letters are 104 days."""
ENCLOSING = 0.12
"""The share of letters with an attachment or an inline logo; half of these are of a pool that many letters share."""
LOGOS, DOCUMENTS = 12, 18
"""The pool. A logo belongs to every twelfth sender; a document (terms.pdf) is anybody's."""
MAX_FILE = 85_000
"""Bytes of an attachment before base64; with it, a letter stays below 200 kB."""
DRAWS = 1 << 16
"""Entries of a language's table of words, each drawn as often; a common word has many of them."""
LINE_WORDS = 12
"""Words of a line: below 998 bytes (RFC 5322 2.1.1) in every language."""
RARE_WORDS, RARE_SHARE = 500, 0.0001
"""How many words `rare_words` gives, and the share of letters that each of them is in."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in its envelope; `user` is the AUTH name. `raw` has CRLF line ends and ends with one."""

    mail_from: str
    recipients: tuple[str, ...]
    user: str
    raw: bytes


class Term(NamedTuple):
    """Something to search for, and the share of letters that have it; `header` is the field it stands in, if any."""

    text: str
    share: float
    header: str = ""


# Chance


class Dice(Random):
    """Draws that are the same in every version of Python: made of random() and randbytes() alone."""

    def pick(self, items: Sequence[T]) -> T:
        """Any of them."""
        return items[int(self.random() * len(items))]

    def between(self, low: int, high: int) -> int:
        """A whole number; both ends are possible."""
        return low + int(self.random() * (high - low + 1))

    def around(self, median: float, spread: float, low: int, high: int) -> int:
        """A size, log-normal: `spread` is the standard deviation of its logarithm. It is kept within the ends."""
        normal = sqrt(-2 * log(1 - self.random())) * cos(2 * pi * self.random())
        return min(max(int(median * exp(spread * normal)), low), high)

    def token(self, length: int) -> str:
        """Letters and digits as in a link, a boundary or an id."""
        return b2a_base64(self.randbytes(length)).decode()[:length].replace("+", "x").replace("/", "z")


class Zipf:
    """Ranks from 0, the first the most frequent: rank r has a weight of (r + first) ** -exponent."""

    def __init__(self, size: int, exponent: float, first: float = 1) -> None:
        weights = [(rank + first) ** -exponent for rank in range(size)]
        total = sum(weights)
        self.shares = [weight / total for weight in weights]
        self.sums = [*accumulate(self.shares)][:-1]

    def at(self, chance: float) -> int:
        """The rank for a number from 0 to 1."""
        return bisect(self.sums, chance)


LETTER, STYLE, COPY, FILE = range(4)
"""What dice are for: a letter, the looks of a sender, what many letters of a sender say alike, a file of the pool."""


def dice_of(seed: int, purpose: int, *numbers: int) -> Dice:
    """Dice of their own for these numbers, each below 2 ** 40."""
    mixed = seed
    for number in (purpose, *numbers):
        mixed = mixed << 40 | number
    return Dice(mixed)


def apportion(weights: Sequence[float], wanted: Sequence[float]) -> list[int]:
    """Deal the weights out, in their order, so that every group comes as near as can be to its share of them all."""
    missing, dealt = [0.0] * len(wanted), []
    for weight in weights:
        missing = [more + weight * share for more, share in zip(missing, wanted, strict=True)]
        group = missing.index(max(missing))
        missing[group] -= weight
        dealt.append(group)
    return dealt


# Words


@dataclass(frozen=True)
class Language:
    """Words of one language, and the few sentences that every mail needs.

    `common` are the most frequent words. `forms` are triples of beginnings, stems and endings; every combination is a
    word, "-" stands for none. `says` are what `Says` names, separated by "|".
    """

    code: str
    share: float
    charset: str
    common: str
    forms: tuple[tuple[str, str, str], ...]
    says: str
    stop: str = "."
    comma: str = ","
    space: str = " "

    @cached_property
    def say(self) -> "Says":
        """The sentences, by name."""
        return Says(*self.says.split("|"))

    @cached_property
    def words(self) -> list[str]:
        """All words, the most frequent first: the common ones, those without a beginning, the rest."""
        ranks = dict[str, tuple[bool, int]]()
        for beginnings, stems, endings in self.forms:
            starts, ends = enumerate(beginnings.split()), enumerate(endings.split())
            for (start, begin), stem, (end, ending) in product(starts, stems.split(), ends):
                word = f"{begin}{stem}{ending}".replace("-", "")
                ranks.setdefault(word, (start > 0, crc32(word.encode()) * (1 + end)))
        for name in (*FIRST_NAMES, *LAST_NAMES, *map(str, range(2, 400))):
            ranks.setdefault(name, (False, crc32(name.encode()) * 9))
        first = dict.fromkeys(self.common.split())
        return [*first, *sorted(ranks.keys() - first, key=lambda word: (ranks[word], word))]

    @cached_property
    def table(self) -> list[str]:
        """The words as often as they are used, some with a comma, some with the end of one sentence and a new one."""
        table, sums = list[str](), Zipf(len(self.words), 1, 3.7).sums  # 3.7: the share of "the" is as in real text
        for word, end in zip(self.words, [*sums, 1.0], strict=True):
            table += [word] * (round(end * DRAWS) - len(table))
        for at in range(5, DRAWS, 13):
            table[at] += self.comma
        for at in range(7, DRAWS, 12):
            table[at] = table[at].rstrip(self.comma) + self.stop + self.space + capital(self.words[at % 997])
        return table

    def text(self, dice: Dice, count: int) -> str:
        """A paragraph of that many words, in lines."""
        words = [*map(self.table.__getitem__, unpack(f"<{count}H", dice.randbytes(2 * count)))]
        words[0] = capital(words[0])
        lines = [self.space.join(words[at : at + LINE_WORDS]) for at in range(0, count, LINE_WORDS)]
        return "\r\n".join(lines).rstrip(self.comma + self.stop) + self.stop


class Says(NamedTuple):
    """Sentences of a language; those in braces are filled in. The last eight are subjects, one for every kind."""

    hello: str
    order: str
    code_is: str
    open: str
    total: str
    why: str
    leave: str
    notice: str
    code: str
    reset: str
    receipt: str
    newsletter: str
    digest: str
    alert: str
    welcome: str


def capital(word: str) -> str:
    """The word as a sentence begins with it."""
    return word[:1].upper() + word[1:]


def listed(words: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(words.split())


FIRST_NAMES = listed(
    """Ada Alba Amir Anika Anton Arif Astrid Bela Bruno Carla Celia Chiara Clemens Daria David Dina Edda Elias Elif
    Emil Enzo Esther Farah Felix Fiona Gerda Gina Greta Hakan Hanna Hugo Ida Igor Ines Ivo Jana Jonas Judith Kaito
    Kamal Karin Kenji Lara Lea Leon Lina Luca Mara Marek Mateo Mei Mila Mina Nadia Nils Nina Nora Olga Omar Oskar
    Paula Pavel Petra Quinn Rana Rosa Ruben Sana Selma Simon Sofia Stefan Tamar Tariq Thea Tilda Timo Uma Vera
    Viktor Wanda Xenia Yara Yusuf Zara Zeno"""
)
LAST_NAMES = listed(
    """Abel Adler Alvarez Amato Arendt Baker Bauer Becker Bellini Berger Blanc Bloch Brandt Castillo Chen Cordova
    Costa Dahl Delgado Dietz Dubois Eklund Engel Esposito Falk Ferrari Fischer Fontaine Fuchs Garnier Girard Gruber
    Haas Hansen Hartmann Hayashi Heller Ibarra Ivanov Jansen Jung Kato Keller Khan Kimura Klein Kovacs Kramer Kumar
    Lang Laurent Lehmann Lindgren Lopez Maier Marino Mendes Meyer Moreau Mori Nakano Navarro Nowak Okafor Olsen
    Ortega Pereira Petrov Quist Ramos Richter Rossi Sato Schmidt Silva Singh Soto Tanaka Torres Ueda Vargas Vogel
    Weber Wolf Yilmaz Zeller Zimmer"""
)
ENGLISH = Language(
    "en",
    0.60,
    "iso-8859-1",
    """the to of and your a in is for you on this we it with be that our or are from can by if as at will not have
    an all has please may do any when which was no more one their new only so up out other after before us time
    what there use they also into been how than you're don't its most over about some these would were who his her
    each then them""",
    (
        (
            "- re un pre over",
            """accept add adjust allow answer appear approach ask assign attach attend await book call charge check
            clean clear click collect comment confirm connect consider contact convert correct count cover credit
            deliver depend design detail direct discount display download earn edit enter expect explain extend
            fail fill filter finish follow form gather group guard hand happen head help hint import inform inspect
            install join jump keep land last lead learn link list load lock look mail mark match mention monitor
            need note offer open order pack paint pass pay perform pick plant point post present press print
            process protect publish push question reach read record reflect reject remain remind rent repair repeat
            report request respond rest result return review reward sail search select send ship show sign sort
            sound start stay stock support talk test thank touch track train transfer transform transport travel
            trust turn view visit wait walk want warn watch weigh wonder work wrap""",
            "- s ed ing er",
        ),
        (
            "-",
            """account agreement amount area article author balance band bank batch bill board box branch bridge
            budget button calendar card case center chapter chart claim client cloud coat colour column corner cost
            course customer date day deal debt degree desk device district document door draft driver effect email
            engine event example expert feature field figure file floor folder forest friend garden gate gift goal
            guest guide harbour holder hotel hour house idea image index interest invoice island issue item journal
            kitchen label lake letter level lesson library limit line location machine manager map market measure
            member message meter method minute model moment month morning mountain museum name night number object
            option page panel paper parcel part partner password path payment pen period person phone photo picture
            piece pilot place plan platform player policy price printer product profile project question reader
            reason refund region river road roof room round rule sample saving schedule school season seat second
            section server service session shelf shop side signal site size skill song source space speaker stage
            station step store storm street student subject summer sum table target task teacher team term theme
            thing ticket title token tool total tour town tree trip type unit update user value version video
            village voice wall water way week wheel window winter word world writer year""",
            "- s 's",
        ),
        (
            "- un",
            """quick slow bright dark short long light calm cold warm cheap clever dear deep direct fair fast fine
            firm fresh full great green hard kind late loud mild near neat new pink plain poor proud quiet rare
            rich rough sharp smart smooth soft sound steep stern stiff strange strict strong sweet swift tall thick
            tight vast weak wild young""",
            "- ly er est ness",
        ),
    ),
    "Hello {name},|Order number|Your code is {code}. It is valid for ten minutes.|Open|Total"
    "|You receive this message because you have an account with {company}.|Unsubscribe|A note on your account"
    "|{code} is your sign-in code|Reset your password|Your receipt from {company}|{words}"
    "|What happened this week: {words}|[{company}] {words}|Welcome to {company}, {name}",
)
GERMAN = Language(
    "de",
    0.07,
    "iso-8859-1",
    """die der und in zu den das nicht von sie ist des sich mit dem dass er es ein ich auf so eine auch als an nach
    wie im für man aber aus durch wenn nur war noch werden bei hat wir was wird sein einen welche sind oder zur um
    haben einer mir über ihm diese einem ihr uns da zum kann doch vor dieser mich ihn du hatte seine mehr am denn
    nun unter sehr selbst schon hier bis habe ihre dann ihnen seiner alle wieder meine gegen vom ganz einzelnen wo
    muss ohne eines können""",
    (
        (
            """- Rechnungs Kunden Liefer Bestell Zahlungs Konto Versand Waren Vertrags Anmelde Sicherheits Tages
            Wochen Monats Jahres Reise Haus Stadt Werk Buch Garten Brief Post Bahn Hafen Schul Arbeits Lager Preis
            Markt Bild Ton Wasser Licht Land Berg See Winter Sommer Fest""",
            """nummer adresse datum bestätigung übersicht frist betrag liste stelle karte seite plan brief schein
            zettel dienst raum platz weg zeit preis gebühr summe angabe auskunft vorlage mitteilung prüfung meldung
            leitung gruppe kasse tasche stunde ordnung""",
            "-",
        ),
        (
            "- ver be an aus ein um",
            """bestell liefer sende zahl prüf meld schreib frag such stell leg setz dreh führ hör kauf lern mach
            pack plan rechn reich ruf sag schick spar spiel teil trag wähl wart zeig zähl öffn lauf fahr geb nehm
            halt komm""",
            "en t e st ung te",
        ),
        (
            "- un",
            """neu gut schnell klar sicher offen gültig wichtig möglich nötig fertig ruhig freundlich pünktlich
            deutlich günstig täglich wöchentlich jährlich persönlich einfach schön klein groß lang kurz hell dunkel
            warm kalt frisch leicht schwer still stark weit nah früh spät rund""",
            "- e en er es em",
        ),
    ),
    "Guten Tag {name},|Bestellnummer|Ihr Code lautet {code}. Er gilt zehn Minuten.|Öffnen|Summe"
    "|Sie erhalten diese Nachricht, weil Sie ein Konto bei {company} haben.|Abmelden|Hinweis zu Ihrem Konto"
    "|{code} ist Ihr Anmeldecode|Passwort zurücksetzen|Ihre Rechnung von {company}|{words}"
    "|Ihre Woche im Überblick: {words}|[{company}] {words}|Willkommen bei {company}, {name}",
)
FRENCH = Language(
    "fr",
    0.05,
    "iso-8859-1",
    """de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ou son
    aux d'un cette d'une ont ses mais comme on tout nous sa fait été aussi leur bien peut ces y deux elle vous si
    même sans dont où entre être ils moins lui depuis avant votre vos notre après chez encore très jour sous mois
    toute leurs quand déjà""",
    (
        (
            "- re dé",
            """accept achet ajout aim amen annonc appel apport arriv attir calcul chang charg cherch class command
            compt confirm conseill consult continu cré demand dépos dessin donn dur écout effectu envoy essay étudi
            évit expliqu ferm form gagn gard habit indiqu inform install invit lanc livr log march montr mont nomm
            not occup pass pay pens port pos prépar présent prouv publi rest rêv sign sort tir touch tourn travaill
            trouv utilis valid vers visit""",
            "er e es ons ez ent é ée és ées ait aient era eront ant",
        ),
        (
            "-",
            """compte adresse commande facture livraison colis paiement numéro page lettre message client service
            produit prix somme carte demande question réponse semaine année heure minute maison jardin ville route
            porte fenêtre table chaise livre journal image photo liste groupe membre ami voisin marché magasin
            banque école musée gare train avion billet voyage hôtel chambre vue plage montagne forêt rivière lac
            port île pont place rue quartier village région pays monde histoire idée projet plan travail équipe
            directeur auteur lecteur titre chapitre mot phrase langue voix musique chanson film jeu règle mesure""",
            "- s",
        ),
        (
            "- in",
            """petit grand vert gris noir clair lourd court lent chaud froid fort haut rond profond charmant
            important suivant prudent présent récent constant puissant élégant content discret complet secret prêt
            exact strict distinct parfait""",
            "- e s es ement",
        ),
    ),
    "Bonjour {name},|Numéro de commande|Votre code est {code}. Il est valable dix minutes.|Ouvrir|Total"
    "|Vous recevez ce message parce que vous avez un compte chez {company}.|Se désabonner|Une note sur votre compte"
    "|{code} est votre code de connexion|Choisir un nouveau mot de passe|Votre facture de {company}|{words}"
    "|Votre semaine en bref : {words}|[{company}] {words}|Bienvenue chez {company}, {name}",
)
SPANISH = Language(
    "es",
    0.05,
    "iso-8859-1",
    """de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin
    sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué
    sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo ese ahora cada otro
    después te otros aunque esa""",
    (
        (
            "- re des",
            """acept ayud anunci arregl baj busc cambi camin cant carg cobr compr confirm consult cont cre cuid dej
            dese dibuj dur ech elev empuj enseñ entr envi escuch esper firm form gan guard habl invit junt labor
            lanz lav lleg llen llev mand mejor mir mont mostr nad necesit olvid pag par pas pes plant pregunt
            prepar present prob qued quit regal respet sac salud separ solicit termin tir tom trabaj trat us vali
            viaj visit""",
            "ar o as a amos an é ó aron aba aban ado ada ados adas ando ará arán",
        ),
        (
            "-",
            """cuenta dirección compra factura entrega paquete pago número página carta mensaje cliente servicio
            producto precio suma tarjeta pregunta respuesta semana hora minuto casa jardín puerta ventana mesa
            silla libro diario imagen foto lista grupo miembro amigo vecino mercado tienda banco escuela museo tren
            avión billete viaje hotel cuarto playa montaña bosque río lago puerto isla puente plaza calle barrio
            pueblo mundo historia idea proyecto plano trabajo equipo autor lector título palabra frase lengua voz
            música película juego regla medida""",
            "- s",
        ),
        (
            "- in",
            """nuev buen pequeñ larg cort clar oscur rápid lent segur abiert cerrad complet correct exact fresc frí
            cálid alt baj anch viej bonit barat car limpi tranquil content direct estrech gratuit históric público
            técnic únic""",
            "o a os as amente",
        ),
    ),
    "Hola {name}:|Número de pedido|Su código es {code}. Es válido durante diez minutos.|Abrir|Total"
    "|Recibe este mensaje porque tiene una cuenta en {company}.|Darse de baja|Una nota sobre su cuenta"
    "|{code} es su código de acceso|Restablezca su contraseña|Su recibo de {company}|{words}"
    "|Su semana en breve: {words}|[{company}] {words}|Bienvenido a {company}, {name}",
)
PORTUGUESE = Language(
    "pt",
    0.04,
    "iso-8859-1",
    """de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das seu sua ou quando
    muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você
    essa num nem suas meu às minha numa pelos elas qual nós lhe deles essas esses pelas este dele foi ser está são
    tem há era ter""",
    (
        (
            "- re des",
            """aceit ajud anunci arrum baix busc cant carreg chor cobr compr confirm consult cont cri cuid deix
            desej desenh dur empurr encontr ensin entr envi escut esper falh fal fech form ganh gost guard junt
            lanç lav lembr lev livr mand melhor mostr mud nad olh pag par pass pens peg plant pergunt prepar prov
            pux quebr regul respeit salv separ sonh termin tir toc tom trabalh trat troc us viaj visit volt""",
            "ar o as a amos am ei ou aram ava avam ado ada ados adas ando ará arão",
        ),
        (
            "-",
            """conta endereço compra fatura entrega pacote pagamento número página carta mensagem cliente serviço
            produto preço soma cartão pergunta resposta semana hora minuto casa jardim porta janela mesa cadeira
            livro jornal foto lista grupo membro amigo vizinho mercado loja banco escola museu trem bilhete viagem
            quarto praia montanha floresta rio lago porto ilha ponte praça rua bairro vila mundo história ideia
            projeto plano trabalho equipe leitor título palavra frase língua música filme jogo regra medida""",
            "- s",
        ),
        (
            "- in",
            """nov bo pequen long curt clar escur rápid lent segur abert fechad complet corret exat fresc fri alt
            baix larg velh bonit barat car limp tranquil content diret estreit gratuit históric públic técnic únic""",
            "o a os as amente",
        ),
    ),
    "Olá {name},|Número do pedido|Seu código é {code}. Ele vale por dez minutos.|Abrir|Total"
    "|Você recebe esta mensagem porque tem uma conta na {company}.|Cancelar a inscrição|Um aviso sobre a sua conta"
    "|{code} é o seu código de acesso|Redefina a sua senha|Seu recibo da {company}|{words}"
    "|Sua semana em resumo: {words}|[{company}] {words}|Boas-vindas à {company}, {name}",
)
RUSSIAN = Language(
    "ru",
    0.05,
    "koi8-r",
    """и в не на что он я с как а то это по все она так его но да к у же за бы вы было ещё ли до из мы от мне для
    уже вас их чем была сам если при без будет чтобы нет ему вам под когда или ей где есть надо нас тоже себя ваш
    ваша ваше ваши только может этот эта эти тот после через перед между около более очень можно нужно здесь там
    тогда также""",
    (
        (
            "-",
            """адрес счёт заказ товар склад магазин клиент номер город дом сад стол стул журнал лист документ
            договор отчёт ответ вопрос план проект завод театр музей вокзал поезд билет остров мост район лес берег
            океан ветер снег дождь час год месяц минут способ результат пример текст перевод автор адресат сервер
            экран файл список раздел пункт знак курс процент платёж кабинет телефон пароль выход вход запрос сигнал
            образ предмет момент порядок""",
            "- а у ом е ы ов ам ами ах",
        ),
        (
            "- по пере вы под",
            """дел чит писал зна дум слуш работ полу отвеч спраш провер отправ объясн повтор измен добавл сообщ реш
            открыв закрыв показыв рассказ заказыв помог собир выбир продолж""",
            "ать аю аешь ает аем аете ают ал ала али ая",
        ),
        (
            "- не",
            """нов стар больш красн бел чёрн зелён важн нужн полн точн быстр медленн яркий ясн тёпл холодн длинн
            коротк светл тёмн свободн готов известн местн личн общ последн срочн удобн простой сложн дешёв дорог""",
            "ый ая ое ые ого ой ому ым ых ую о",
        ),
        (
            "-",
            """посылк карточк ссылк покупк доставк проверк заявк подписк поездк книг дорог рук стран минутк скидк
            ошибк настройк кнопк строк папк""",
            "а и у ой ами ах ам",
        ),
    ),
    "Здравствуйте, {name}!|Номер заказа|Ваш код: {code}. Он действует десять минут.|Открыть|Итого"
    "|Вы получили это письмо, потому что у вас есть учётная запись в {company}.|Отписаться"
    "|Сведения о вашей учётной записи|{code} — ваш код для входа|Смена пароля|Ваш чек от {company}|{words}"
    "|Новости за неделю: {words}|[{company}] {words}|Добро пожаловать в {company}, {name}",
)
JAPANESE = Language(
    "ja",
    0.04,
    "iso-2022-jp",
    """この その あの また ため です ます した いる ある ください こと もの とき まで から ので など について
    として ありがとうございます お願いします よろしく いたします なお ただし もし すべて さらに ここ そこ""",
    (
        (
            "- 新規 自動 会員 定期 全国 当社 電子",
            """注文 確認 配送 支払 登録 変更 発送 商品 会員 情報 連絡 電話 住所 番号 料金 金額 期限 予約 案内 受付
            手続 利用 設定 画面 書類 店舗 銀行 学校 図書 駅前 時間 毎日 来週 今月 季節 旅行 音楽 映画 写真 天気
            市場 会社 工場 部屋 道路 世界 問題 質問 回答 計画 結果""",
            "- は が を に で と の も する した 済み 中の 完了 方法 内容",
        ),
        (
            "-",
            """メール サービス ポイント カード ページ リンク パスワード アカウント キャンペーン ニュース クーポン
            セール スタッフ システム データ ファイル カレンダー チケット ホテル レストラン コーヒー ガイド テーブル
            グループ""",
            "- は が を に で と の も から まで",
        ),
        (
            "-",
            """送り 届き 使い 選び 開き 知らせ 調べ 見つけ 始め 続け 決め 考え 教え 受け取り 申し込み 問い合わせ
            待ち 書き 読み""",
            "ます ました ません まして たい ください ながら",
        ),
    ),
    "{name} 様|注文番号|認証コードは {code} です。十分間有効です。|開く|合計"
    "|このメールは {company} にご登録の方にお送りしています。|配信停止|アカウントについてのお知らせ"
    "|{code} が認証コードです|パスワードの再設定|{company} の領収|{words}|今週のまとめ：{words}|[{company}] {words}"
    "|{company} へようこそ、{name} 様",
    stop="。",
    comma="、",
    space="",
)
CHINESE = Language(
    "zh",
    0.04,
    "gbk",
    """的 了 在 是 和 有 我们 您 不 这 那 请 与 为 到 从 对 就 也 都 以 及 或 如果 可以 已经 将 会 要 被 把 上 下
    中 后 前 时 更 最 很 再 还 只 让 给 等 个 一个 没有 因为 所以 但是""",
    (
        (
            "- 网上 每日 最新 自动 国际 会员 电子 城市 年度 专属 免费 优惠 移动 本地 公共",
            """订单 确认 配送 支付 注册 修改 发货 商品 会员 信息 联系 电话 地址 号码 费用 金额 期限 预约 通知 手续
            使用 设置 页面 文件 商店 银行 学校 图书 车站 时间 季节 旅行 音乐 电影 照片 天气 市场 公司 工厂 房间
            道路 世界 问题 回答 计划 结果 服务 密码 账户 活动 新闻 系统 数据 客户 价格 产品 项目 团队 报告 方案
            管理 技术 环境 安全 质量 标准 合作 发展 研究 教育 文化 健康 花园 河流 山谷 海岸 桥梁 窗户 杂志 词语
            故事""",
            "- 中心 方式 内容 列表 记录",
        ),
        (
            "-",
            """发送 收到 打开 选择 查看 完成 开始 继续 决定 考虑 了解 等待 填写 阅读 提交 更新 取消 下载 购买 参加
            享受 保存""",
            "- 了 过 的 一下 之后 之前",
        ),
    ),
    "{name}，您好：|订单号|您的验证码是 {code}，十分钟内有效。|打开|合计|您收到此邮件是因为您在 {company} 有账户。"
    "|退订|关于您的账户|{code} 是您的验证码|重置密码|{company} 收据|{words}|本周摘要：{words}|[{company}] {words}"
    "|{name}，欢迎加入 {company}",
    stop="。",
    comma="，",
    space="",
)
KOREAN = Language(
    "ko",
    0.02,
    "euc-kr",
    """이 그 저 및 또는 더 수 것 등 위해 대한 통해 있습니다 없습니다 합니다 됩니다 입니다 주세요 바랍니다 경우 때
    지금 오늘 내일 모든 다른 새로운 함께 다시 바로 먼저 매우 많은 아래 감사합니다""",
    (
        (
            "-",
            """주문 확인 배송 결제 등록 변경 발송 상품 회원 정보 연락 전화 주소 번호 요금 금액 기한 예약 안내 접수
            절차 이용 설정 화면 서류 매장 은행 학교 도서 시간 계절 여행 음악 영화 사진 날씨 시장 회사 공장 방 도로
            세계 문제 질문 답변 계획 결과 비밀번호 계정 행사 소식 시스템 자료 고객 가격 제품 작업 보고서 방법 관리
            기술 환경 안전 품질 기준 발전 연구 교육 문화 건강 정원 강 산 바다 다리 창문 잡지 단어 이야기 친구 가족
            아침 저녁 겨울 여름 도시 마을 숲 호수 섬 책상 의자 편지 목록 달력 표 호텔 식당 커피 지도 자리 모임 선물
            가방 신발 시계 열쇠 종이 그림 노래 소리 빛 물 바람""",
            "- 은 는 이 가 을 를 의 에 에서 로 와 과 도 만 까지 부터 마다 처럼",
        ),
        (
            "-",
            """신청 선택 전송 시작 계속 결정 생각 공부 준비 도착 출발 완료 취소 저장 구매 참가 검색 수정 제출 기록
            연결 사용 공유 설명 비교 추천 판매 운영 개선 지원""",
            "합니다 했습니다 하는 하고 하면 해서 하여 한 할 하기 됩니다 되었습니다",
        ),
    ),
    "{name} 님, 안녕하세요.|주문번호|인증 코드는 {code} 입니다. 10분간 유효합니다.|열기|합계"
    "|{company} 회원이시기 때문에 이 메일을 받으셨습니다.|수신 거부|계정에 대한 안내|{code} 인증 코드입니다"
    "|비밀번호 재설정|{company} 영수증|{words}|이번 주 소식: {words}|[{company}] {words}"
    "|{name} 님, {company} 가입을 환영합니다",
)
ARABIC = Language(
    "ar",
    0.02,
    "windows-1256",
    """في من على إلى عن أن هذا هذه التي الذي ما لا أو مع كل كان قد هو هي بعد قبل بين لم ثم حتى إذا عند لكن أي غير
    أكثر منذ يمكن يجب نحن أنت هناك كما حيث لدى ذلك تلك فقط أيضا خلال حول دون كيف متى أين""",
    (
        (
            "- ال و وال بال لل ب",
            """حساب طلب عنوان رقم بريد دفع سعر مبلغ منتج متجر عميل رابط كتاب بنك شارع بيت باب عضو صديق جار سوق متحف
            قطار سفر فندق شاطئ جبل نهر ميناء جسر عالم مشروع عمل فريق كاتب قارئ صوت قياس يوم أسبوع شهر صباح مساء
            شتاء صيف نظام ملف برنامج هاتف سؤال جواب مثال طريق مفتاح مكتب قلم ورق موعد سبب حل دليل سجل قسم درس طقس
            مطر بحر قمر ضوء لون شكل حجم وزن عدد""",
            "- ها هم نا ك ه",
        ),
        (
            "- ال و وال بال لل ب",
            """رسالة فاتورة خدمة صفحة مكتبة مدرسة مدينة حديقة نافذة طاولة صورة قائمة مجموعة محطة تذكرة غرفة غابة
            بحيرة جزيرة ساحة قرية قصة فكرة خطة كلمة لغة لعبة قاعدة سنة ساعة دقيقة شاشة نتيجة شركة جريدة رحلة هدية
            ورقة بطاقة علامة""",
            "-",
        ),
        (
            "- ي ت ن س",
            "كتب قرأ فتح أرسل طلب دفع عمل سأل وصل بحث حفظ رفع نقل جمع قبل رفض شرح سمع نظر دخل خرج رجع بدأ ترك شكر عرف",
            "- وا ت نا ون",
        ),
    ),
    "مرحبا {name}،|رقم الطلب|رمز الدخول هو {code} وهو صالح لعشر دقائق.|افتح|المجموع"
    "|وصلتك هذه الرسالة لأن لديك حسابا في {company}.|إلغاء الاشتراك|ملاحظة عن حسابك|{code} هو رمز الدخول"
    "|إعادة تعيين كلمة السر|إيصالك من {company}|{words}|أسبوعك في سطور: {words}|[{company}] {words}"
    "|أهلا بك في {company} يا {name}",
    comma="،",
)
HINDI = Language(
    "hi",
    0.02,
    "utf-8",
    """के का की में है और से को पर यह कि एक ने हैं भी जो नहीं तो ही या हो इस वह था थे लिए आप अपने कर किया गया साथ
    बाद तक जब अब कुछ हम सभी कोई बहुत यदि कृपया आपका आपके आपकी हमारे इसके उनके फिर यहाँ वहाँ कैसे क्यों""",
    (
        (
            "-",
            """खाता आदेश पता संदेश पत्र भुगतान मूल्य राशि उत्पाद ग्राहक सेवा पृष्ठ पुस्तक विद्यालय बैंक नगर मार्ग
            घर बाग द्वार चित्र सूची समूह सदस्य मित्र बाज़ार यात्रा टिकट कमरा पहाड़ वन झील द्वीप पुल गाँव संसार
            विचार योजना काम दल लेखक पाठक शब्द वाक्य संगीत खेल नियम दिन सप्ताह मास वर्ष समय सुबह शाम उत्तर प्रश्न
            परिणाम उदाहरण दुकान समाचार कार्यक्रम विभाग प्रबंध सुरक्षा शिक्षा स्वास्थ्य तकनीक सूचना संख्या विवरण
            अनुरोध""",
            "- ों ें ीय वाला वाली वाले पूर्ण हीन कर्ता शाला पत्र सूची केंद्र",
        ),
        (
            "-",
            """कर पढ़ लिख देख सुन चल बोल खोल भेज मिल समझ चुन जान रख बन रह पहुँच निकल बदल जोड़ हट लौट सोच पूछ ढूँढ
            बेच खरीद सीख बैठ उठ दौड़ गिर काट बाँट नाप तोल माँग छोड़ पकड़ फेंक बाँध सजा घूम ठहर""",
            "ना ता ती ते ने कर ें ो ेगा ेगी ेंगे िए ूँगा नेवाला नेवाली नेवाले",
        ),
        (
            "- अ",
            "नय बड़ छोट लंब अच्छ पुरान ऊँच नीच हर काल पील गहर खुल पूर आध सस्त महँग ठंड सीध मीठ",
            "ा ी े ेपन",
        ),
    ),
    "नमस्ते {name},|आदेश संख्या|आपका कोड {code} है। यह दस मिनट तक मान्य है।|खोलें|कुल"
    "|आपको यह संदेश इसलिए मिला क्योंकि {company} में आपका खाता है।|सदस्यता समाप्त करें|आपके खाते के बारे में"
    "|{code} आपका प्रवेश कोड है|अपना पासवर्ड बदलें|{company} की रसीद|{words}|इस सप्ताह: {words}|[{company}] {words}"
    "|{company} में स्वागत है, {name}",
    stop="।",
)
LANGUAGES = (
    ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, RUSSIAN, JAPANESE, CHINESE, KOREAN, ARABIC, HINDI,
)  # fmt: skip


# Senders, recipients and what can be searched for


class Sender(NamedTuple):
    """Who sends: the same under every seed."""

    rank: int
    company: str
    domain: str
    address: str
    language: Language
    user: str
    mailer: str


MAILERS = (
    ("Postino 4.2", 0.30), ("Nodepost 6.9.14", 0.18), ("", 0.17), ("RailsPost (3.1)", 0.12), ("mail-kit/2.11", 0.10),
    ("Kestrel Mailer v1.0.7", 0.08), ("cron-report 5", 0.05),
)  # fmt: skip
RECIPIENT_DOMAINS = (
    "studio.test", "inbox.example", "kontor.test", "home.example", "inbox.example", "team.test", "studio.test",
    "kontor.test", "inbox.example", "home.example",
)  # fmt: skip
ROLES = ("noreply", "billing", "hello", "alerts", "news", "support", "orders", "team")
CAMPAIGNS = tuple(
    f"{season}-{number}"
    for number in range(1, 6)
    for season in listed("launch welcome spring loyalty summer survey autumn anniversary winter clearance")
)
BY_SENDER, BY_RECIPIENT, BY_USER = Zipf(SENDERS, 0.8), Zipf(RECIPIENTS, 0.8), Zipf(USERS, 1.0)
BY_CAMPAIGN = Zipf(len(CAMPAIGNS), 0.7)


@cache
def senders() -> list[Sender]:
    """All senders, the most frequent first; languages, users and mailers have their shares of the letters."""
    heads = listed("""Harbor Quill Amber North Cedar Silver Maple Orchard Lantern Copper Willow Granite Meadow Falcon
        Juniper Saffron Velvet Cobalt Ember Linden""")
    tails = listed("""line field works gate cove stone leaf bridge mark craft loop well forge nest port yard lane path
        desk ware""")
    languages = apportion(BY_SENDER.shares, [language.share for language in LANGUAGES])
    users = apportion(BY_SENDER.shares, BY_USER.shares)
    mailers = apportion(BY_SENDER.shares, [share for _, share in MAILERS])
    found = []
    for rank, (head, tail) in zip(range(SENDERS), product(heads, tails), strict=True):
        company, role = head + tail, ROLES[rank % len(ROLES)]
        domain = f"{company.lower()}.example"
        language, user, mailer = LANGUAGES[languages[rank]], f"app-{users[rank]:02}", MAILERS[mailers[rank]][0]
        found.append(Sender(rank, company, domain, f"{role}@{domain}", language, user, mailer))
    return found


def recipient(rank: int) -> tuple[str, str]:
    """Name and address of a recipient."""
    names, first = divmod(rank, len(FIRST_NAMES))
    number, last = divmod(names + first, len(LAST_NAMES))
    name, domain = f"{FIRST_NAMES[first]} {LAST_NAMES[last]}", RECIPIENT_DOMAINS[rank % len(RECIPIENT_DOMAINS)]
    return name, f"{name.lower().replace(' ', '.')}{number or ''}@{domain}"


class Planted(NamedTuple):
    """A sentence that the share of all letters, or of those in one language, have."""

    share: float
    language: str
    sentence: str


PLANTED = (
    Planted(0.30, "", "Sent from the staging environment, nobody reads replies."),
    Planted(0.01, "", "The sum is held in escrow until both sides agree."),
    Planted(0.01, "", "The voucher is taken at any tollgate on the way."),
    Planted(0.0001, "", "A quillwort grows beside the periscope."),
    Planted(0.0001, "", "Bring the marzipan to the lighthouse."),
    Planted(0.15, "de", "Die Widerrufsfrist beträgt vierzehn Tage."),
    Planted(0.25, "ru", "Нужна предоплата за доставку."),
    Planted(0.25, "ja", "領収書の再発行はできません。"),
    Planted(0.25, "zh", "请妥善保管电子发票。"),
)
PREFIXES = ((0.05, "[canary] "), (0.0001, "[fire drill] "))
"""Before the subjects of so many letters."""
INCIDENTS = ((0.01, "ripple"), (0.0001, "avalanche"))
"""Values of X-Incident, and the share of letters that have it."""
CAMPAIGNING = 0.30
"""The share of letters that are of a campaign: newsletters, digests and welcomes."""
TERMS: dict[str, tuple[Term, ...]] = {
    "word": (
        Term("staging", 0.30), Term("escrow", 0.01), Term("tollgate", 0.01), Term("quillwort", 0.0001),
        Term("marzipan", 0.0001), Term("Widerrufsfrist", 0.07 * 0.15), Term("предоплата", 0.05 * 0.25),
        Term("領収書", 0.04 * 0.25), Term("发票", 0.04 * 0.25),
    ),
    "phrase": (
        Term("sent from the staging environment", 0.30), Term("held in escrow until", 0.01),
        Term("beside the periscope", 0.0001), Term("marzipan to the lighthouse", 0.0001),
    ),
    "subject": tuple(Term(text.strip(), share) for share, text in PREFIXES),
    "address": (
        Term("@inbox.example", 0.33), Term("@harborline.example", BY_SENDER.shares[0]),
        Term("@quillcraft.example", BY_SENDER.shares[29]), Term(recipient(6)[1], BY_RECIPIENT.shares[6] * 1.1),
        Term(recipient(1_300)[1], BY_RECIPIENT.shares[1_300] * 1.1),
    ),
    "header": (
        Term(MAILERS[0][0], MAILERS[0][1], "x-mailer"),
        *(Term(CAMPAIGNS[rank], BY_CAMPAIGN.shares[rank] * CAMPAIGNING, "x-campaign") for rank in (0, 2, 12, 48)),
        *(Term(text, share, "x-incident") for share, text in INCIDENTS),
    ),
    "user": tuple(Term(f"app-{rank:02}", BY_USER.shares[rank]) for rank in (0, 4, 21, 49)),
}  # fmt: skip
"""What is worth searching for, by what it is. A share holds over many letters and for every seed, within some tenths of
it. A word, a phrase and a marker are in the body (in text and HTML alike), an address in the envelope and mostly in the
header too."""


@cache
def rare_words(seed: int = 1) -> tuple[str, ...]:
    """Made-up words, each in about RARE_SHARE of the letters of this seed: many searches that find a few letters."""
    # None stands within another: all are equally long.
    syllables = "vor zel qua nim tro bax", "lum kip dar wex", "on ul en is ai ur", "tes nok vix rud"
    words = ["".join(parts) for parts in product(*(each.split() for each in syllables))]
    return tuple(sorted(words, key=lambda word: crc32(f"{seed} {word}".encode()))[:RARE_WORDS])


def marker(n: int) -> str:
    """The order number that stands in the body of letter n and in no other with the same seed, n below 10 ** 9."""
    return f"ORD{n * 736_338_717 % 10**9:09}"


# Attachments


class File(NamedTuple):
    """An attachment as it travels."""

    name: str
    content_type: str
    encoded: bytes


def base64_lines(data: bytes) -> bytes:
    """Base64 in lines of 76, without a line end after the last."""
    text = b2a_base64(data, newline=False)
    return b"\r\n".join([text[at : at + 76] for at in range(0, len(text), 76)])


def png(dice: Dice, size: int) -> bytes:
    """A picture of noise that a browser shows: nothing in it can be compressed, as in a PNG that is already."""
    width = max(int(sqrt(size / 3)), 8)
    rows = b"".join(b"\0" + dice.randbytes(width * 3) for _ in range(width))
    # Stored blocks, as what zlib makes of the same bytes is not the same in every version.
    blocks = [rows[at : at + 65_535] for at in range(0, len(rows), 65_535)]
    stored = b"".join(pack("<BHH", block is blocks[-1], len(block), len(block) ^ 0xFFFF) + block for block in blocks)
    data = b"\x78\x01" + stored + pack(">I", adler32(rows))
    chunks = (b"IHDR", pack(">IIBBBBB", width, width, 8, 2, 0, 0, 0)), (b"IDAT", data), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", crc32(name + body)) for name, body in chunks
    )


def pdf(dice: Dice, size: int) -> bytes:
    """What a PDF is made of: few objects in plain text around streams that are compressed already."""
    pieces, number = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], 4
    while size > 0:
        length = min(dice.around(6_000, 0.8, 400, 40_000), size)
        head = f"{number} 0 obj\n<< /Length {length} /Filter /FlateDecode /Type /XObject >>\nstream\n"
        pieces += [head.encode(), dice.randbytes(length), b"\nendstream\nendobj\n"]
        size, number = size - length, number + 1
    pieces += [b"%010d 00000 n \n" % (at * 977) for at in range(number)]
    return b"".join([*pieces, b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n116\n%%%%EOF\n" % number])


def table_of_numbers(dice: Dice, size: int) -> bytes:
    """A CSV as a report has it."""
    lines = ["day;customer;article;pieces;price"]
    for _ in range(size // 45):
        who, day = dice.pick(LAST_NAMES), dice.between(1, 28)
        lines.append(
            f"2025-03-{day:02};{who};{dice.token(8)};{dice.between(1, 40)};{dice.between(100, 99_999) / 100:.2f}"
        )
    return "\r\n".join([*lines, ""]).encode()


MAKERS: tuple[tuple[str, str, Callable[[Dice, int], bytes], int], ...] = (
    ("pdf", "application/pdf", pdf, 44_000), ("pdf", "application/pdf", pdf, 44_000), ("png", "image/png", png, 24_000),
    ("csv", "text/csv; charset=utf-8", table_of_numbers, 9_000),
)  # fmt: skip
DOCUMENT_NAMES = listed("terms privacy guide floorplan price-list withdrawal")


@cache
def pooled(seed: int, index: int) -> File:
    """A file of the pool: the logos come first, then the documents."""
    dice = dice_of(seed, FILE, index)
    if index < LOGOS:
        return File("logo.png", "image/png", base64_lines(png(dice, dice.between(2_500, 12_000))))
    round_, name = divmod(index - LOGOS, len(DOCUMENT_NAMES))
    data = pdf(dice, dice.between(15_000, 90_000))
    return File(f"{DOCUMENT_NAMES[name]}{round_ or ''}.pdf", "application/pdf", base64_lines(data))


def unique_file(dice: Dice, order: str) -> File:
    """A file that no other letter has."""
    suffix, content_type, make, median = dice.pick(MAKERS)
    return File(f"{order}.{suffix}", content_type, base64_lines(make(dice, dice.around(median, 0.9, 2_000, MAX_FILE))))


# Looks


class Style(NamedTuple):
    """The HTML of a sender's letters. What has {} is filled in by str.format; nothing else is."""

    start: str
    head: str
    text: str
    heading: str
    code: str
    button: str
    row: str
    article: str
    end: str
    tracking: int  # characters of the token in each link
    parts: str  # "both", or "html" alone
    transfer: str  # quoted-printable, base64 or 8bit


FONTS = ("Helvetica, Arial, sans-serif", "'Segoe UI', Roboto, sans-serif", "Georgia, 'Times New Roman', serif",
         "Ubuntu, Verdana, sans-serif", "'Trebuchet MS', Tahoma, sans-serif")  # fmt: skip
RESETS = (
    "body { margin: 0; padding: 0; -webkit-text-size-adjust: 100%; -ms-text-size-adjust: 100%; }",
    "table, td { border-collapse: collapse; mso-table-lspace: 0pt; mso-table-rspace: 0pt; }",
    "img { border: 0; height: auto; line-height: 100%; outline: none; text-decoration: none; }",
    "img { -ms-interpolation-mode: bicubic; }",
    "p { display: block; margin: 13px 0; }",
    "#outlook a { padding: 0; }",
    ".ReadMsgBody, .ExternalClass { width: 100%; }",
    ".ExternalClass * { line-height: 100%; }",
    "a[x-apple-data-detectors] { color: inherit !important; text-decoration: none !important; }",
    "div[style*='margin: 16px 0;'] { margin: 0 !important; }",
    ".preheader { display: none !important; visibility: hidden; opacity: 0; height: 0; width: 0; }",
    "h1, h2, h3 { margin: 0; padding: 0; font-weight: bold; }",
    "u + .body a { color: inherit; text-decoration: none; font-size: inherit; }",
    "@media (prefers-color-scheme: dark) { .paper { background: #1b1b1f !important; color: #eeeeee !important; } }",
)
WIDTHS = (20, 25, 30, 33, 40, 50, 60, 66, 70, 75, 80, 100)
OFFICE = """<!--[if mso]>
<noscript><xml><o:OfficeDocumentSettings><o:AllowPNG/><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml></noscript>
<![endif]-->
<!--[if lte mso 11]>
<style type="text/css">.mj-outlook-group-fix { width: 100% !important; }</style>
<![endif]-->"""
META = """<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
"""
TABLE = '<table border="0" cellpadding="0" cellspacing="0" role="presentation"'


def stylesheet(dice: Dice, rules: int, font: str, paper: str, ink: str, accent: str) -> str:
    """A <style> of so many parts in ten of what there is."""
    lines = [rule for rule in RESETS if dice.random() * 10 < rules]
    widths = [width for width in WIDTHS if dice.random() * 10 < rules]
    lines += [f".column-{width} {{ width: {width}% !important; max-width: {width}%; }}" for width in widths]
    lines += ["@media only screen and (max-width: 480px) {"]
    lines += [f"  .column-{width} {{ width: 100% !important; max-width: 100% !important; }}" for width in widths]
    lines += [f"  .pad-{width} {{ padding: {width // 5}px {width // 3}px !important; }}" for width in widths]
    lines += ["  .hide { display: none !important; }", "}"]
    for level in range(1, 1 + rules // 3):
        size = 34 - 4 * level + dice.between(0, 3)
        lines += [f".title-{level} {{ font-family: {font}; font-size: {size}px; line-height: {size + 8}px; }}"]
    lines += [f".paper {{ background-color: {paper}; }}", f".ink {{ color: {ink}; }}", f"a {{ color: {accent}; }}"]
    return '<style type="text/css">\n' + "\n".join(lines) + "\n</style>"


@cache
def style_of(seed: int, rank: int) -> Style:
    """The looks of a sender: bulky as from a large provider, plainer, or written by hand."""
    dice = dice_of(seed, STYLE, rank)
    bulk = dice.pick((2, 2, 1, 1, 0, 0))
    font, width = dice.pick(FONTS), dice.pick((560, 600, 600, 640))
    paper, ink, accent = (f"#{dice.between(a, b):02x}{dice.between(a, b):02x}{dice.between(a, b):02x}"
                          for a, b in ((235, 255), (16, 80), (30, 200)))  # fmt: skip
    pad, size, radius = dice.between(6, 28), dice.between(13, 17), dice.between(0, 12)
    letters = f"font-family: {font}; font-size: {size}px; line-height: {size + 8}px; color: {ink};"

    def block(inner: str, align: str = "left") -> str:
        if bulk == 0:
            return f'<tr><td align="{align}" style="padding: {pad}px;">{inner}</td></tr>'
        cell = f"""<tr>
<td align="{align}" class="paper pad-{pad}" style="font-size: 0px; padding: {pad}px 25px; word-break: break-word;">
<div style="{letters} text-align: {align};">{inner}</div>
</td>
</tr>"""
        if bulk == 1:
            return cell
        return f"""<!--[if mso | IE]>{TABLE} align="center" style="width: {width}px;" width="{width}"><tr>
<td style="line-height: 0px; font-size: 0px; mso-line-height-rule: exactly;"><![endif]-->
<div style="background: {paper}; margin: 0px auto; max-width: {width}px;">
{TABLE} align="center" style="background: {paper}; width: 100%;"><tbody>
<tr><td style="direction: ltr; font-size: 0px; padding: 0 0 {pad}px 0; text-align: center;">
{TABLE} style="vertical-align: top;" width="100%"><tbody>
{cell}
</tbody></table>
</td></tr></tbody></table>
</div>
<!--[if mso | IE]></td></tr></table><![endif]-->"""

    solid = f"background-color: {accent}; border-radius: {radius}px; color: #ffffff; display: inline-block;"
    domain, close = senders()[rank].domain, "" if bulk == 2 else "</table>"
    picture = f'<img alt="" src="https://img.{domain}/{{}}.jpg" width="{width - 50}" style="display: block;">'
    outer = "" if bulk == 2 else f'{TABLE} align="center" width="{width}" style="width: {width}px; max-width: 100%;">'
    head = (OFFICE if bulk == 2 else "") + stylesheet(dice, (2, 6, 10)[bulk], font, paper, ink, accent)
    spaces = ' xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml"' if bulk else ""
    return Style(
        start=f'<!DOCTYPE html>\n<html{spaces} lang="',
        head=f'">\n<head>\n{META}{head}\n</head>\n<body style="background-color: {paper};">\n{outer}\n',
        text=block(f'<p style="margin: 0; {letters}">{{}}</p>'),
        heading=block(f'<h1 style="margin: 0; font-size: {size + 9}px; color: {accent};">{{}}</h1>', "center"),
        code=block(
            f'<p style="font-family: monospace; font-size: {size * 2}px; letter-spacing: 6px;">{{}}</p>', "center"
        ),
        button=block(f'<a href="{{}}" target="_blank" style="{solid} padding: {pad}px 30px;">{{}}</a>', "center"),
        row=f'<tr><td style="padding: 6px; border-bottom: 1px solid {accent}; {letters}">{{}}</td>'
        f'<td align="right" style="padding: 6px; border-bottom: 1px solid {accent}; {letters}">{{}}</td></tr>',
        article=block(
            f'<a href="{{}}">{picture}</a>\n<h2 style="margin: 10px 0; color: {accent};">{{}}</h2>\n'
            f'<p style="{letters}">{{}}</p>'
        ),
        end=block(
            f'<p style="font-size: 11px; color: {ink};">{{}} <a href="{{}}" style="color: {accent};">{{}}</a></p>\n'
            f'<img src="https://open.{domain}/o/{{}}.gif" width="1" height="1" alt="">',
            "center",
        )
        + f"\n{close}\n</body>\n</html>\n",
        tracking=dice.pick((12, 24, 48, 48, 96, 140)),
        parts=dice.pick(("both", "both", "both", "both", "html")),
        transfer=dice.pick(("quoted-printable", "quoted-printable", "quoted-printable", "base64", "8bit")),
    )


# Letters


class Draft:
    """A letter that is being written: its plain text and, if `is_html`, the same in HTML."""

    def __init__(self, seed: int, n: int, dice: Dice, sender: Sender, name: str, is_html: bool) -> None:
        self.dice, self.sender, self.language, self.say = dice, sender, sender.language, sender.language.say
        self.name, self.order, self.is_html, self.seed, self.n = name, marker(n), is_html, seed, n
        self.style = style_of(seed, sender.rank)
        self.lines, self.html, self.subject = list[str](), list[str](), ""

    def url(self, what: str = "c") -> str:
        """A link with a token of its own, as senders have who count clicks."""
        return f"https://link.{self.sender.domain}/{what}/{self.dice.token(self.style.tracking)}"

    def words(self, dice: Dice, low: int, high: int) -> str:
        """A few words in one line."""
        return self.language.text(dice, dice.between(low, min(high, LINE_WORDS))).rstrip(self.language.stop)

    def put(self, shape: str, text: str, *filling: str) -> None:
        """A paragraph of the text, and what it is in HTML: the shape filled in, with the text itself if not given."""
        self.lines.append(text)
        if self.is_html:
            self.html.append(shape.format(*(filling or (text,))))

    def paragraph(self, dice: Dice, low: int, high: int) -> None:
        """Words."""
        self.put(self.style.text, self.language.text(dice, dice.between(low, high)))

    def button(self, dice: Dice) -> None:
        """The link that the letter is about."""
        url, label = self.url(), f"{self.say.open}: {self.words(dice, 1, 3)}"
        self.put(self.style.button, f"{label}\r\n{url}", url, label)

    def rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """A table of two columns."""
        self.lines.append("\r\n".join(f"{left:<48} {right:>12}" for left, right in rows))
        if self.is_html:
            table = "\n".join([self.style.row.format(*row) for row in rows])
            self.html.append(self.style.text.format(f'{TABLE} width="100%"><tbody>\n{table}\n</tbody></table>'))

    def article(self, dice: Dice, low: int, high: int) -> None:
        """A picture, a headline, a teaser."""
        url, title = self.url(), self.words(dice, 3, 8)
        teaser = self.language.text(dice, dice.between(low, high))
        self.put(self.style.article, f"{title}\r\n{teaser}\r\n{url}", url, dice.token(24), title, teaser)

    def bodies(self) -> tuple[str, str]:
        """The text and the HTML, each empty if there is none; line ends are CRLF."""
        text = "\r\n\r\n".join(self.lines) + "\r\n"
        if not self.is_html:
            return text, ""
        style, turn = self.style, '" dir="rtl' if self.language.code == "ar" else ""
        body = "\n".join(self.html).replace("\r\n", "\n")
        html = f"{style.start}{self.language.code}{turn}{style.head}{body}"
        return "" if style.parts == "html" else text, html.replace("\n", "\r\n")


def price(dice: Dice) -> str:
    """A sum of money."""
    return f"{dice.around(3_500, 1, 190, 400_000) / 100:.2f} EUR"


def notice(draft: Draft, copy: Dice) -> None:
    """Half a text that is always the same, half what a person or a program has to say."""
    for _ in range(draft.dice.between(1, 2)):
        draft.paragraph(copy, 30, 60)
    for _ in range(draft.dice.around(2, 0.7, 1, 12)):
        draft.paragraph(draft.dice, 25, 90)
    draft.lines.append(draft.url("account"))


def code(draft: Draft, copy: Dice) -> None:
    """A one-time code."""
    digits = f"{draft.dice.between(0, 999_999):06}"
    draft.subject = draft.say.code.format(code=digits)
    sentence = draft.say.code_is.format(code=digits)
    draft.put(draft.style.code, sentence, sentence)
    draft.paragraph(copy, 45, 75)


def reset(draft: Draft, copy: Dice) -> None:
    """A link to choose a new password by."""
    draft.paragraph(copy, 25, 45)
    draft.button(copy)
    draft.paragraph(copy, 30, 60)


def receipt(draft: Draft, copy: Dice) -> None:
    """What was bought, and the sum."""
    draft.paragraph(copy, 15, 30)
    items = [(draft.words(draft.dice, 2, 5), price(draft.dice)) for _ in range(draft.dice.around(4, 0.7, 1, 30))]
    draft.rows([*items, (draft.say.total, price(draft.dice))])
    draft.button(copy)
    draft.paragraph(copy, 20, 60)


def newsletter(draft: Draft, copy: Dice) -> None:
    """Articles that all who have this edition read alike."""
    for _ in range(copy.around(9, 0.5, 4, 22)):
        draft.article(copy, 25, 75)


def digest(draft: Draft, copy: Dice) -> None:
    """What happened, for one recipient."""
    draft.paragraph(copy, 15, 30)
    for _ in range(draft.dice.around(7, 0.6, 2, 22)):
        draft.paragraph(draft.dice, 12, 40)
        draft.button(copy)


def welcome(draft: Draft, copy: Dice) -> None:
    """The first letter to a new customer."""
    for _ in range(copy.between(2, 3)):
        draft.paragraph(copy, 25, 60)
    draft.button(copy)


LEVELS = ("INFO", "INFO", "INFO", "WARNING", "WARNING", "ERROR", "DEBUG")
EVENTS = (
    "connection to {host} closed after {n} ms", "retry {d} of 5 for job {id}", "cache miss ratio {d}.{n} %",
    "request {id} took {n} ms", "queue {word} has {n} entries, oldest {n} s", "worker {d} restarted",
    "disk /srv/{word} at {d}7 % of {n} GB", "user {n} signed in from 10.{d}.{d}.{n}", "slow query on {word}: {n} ms",
    "certificate of {host} ends in {n} days", "payment {id} declined, code {d}", "batch {id} wrote {n} rows",
)  # fmt: skip
MODULES = listed("billing orders parcels accounts search mailing reports imports sessions stock")


def log_line(dice: Dice, at: datetime) -> str:
    """A line of a log."""
    host = f"{dice.pick(MODULES)}-{dice.between(1, 9)}.internal.test"
    event = dice.pick(EVENTS).format(
        host=host, n=dice.between(10, 999), d=dice.between(1, 9), id=dice.randbytes(8).hex(), word=dice.pick(MODULES)
    )
    return f"{at:%Y-%m-%d %H:%M:%S},{dice.between(0, 999):03} {dice.pick(LEVELS):<7} {host} {event}"


def trace_line(dice: Dice) -> str:
    """A frame of a stack trace."""
    module, other, verb = dice.pick(MODULES), dice.pick(MODULES), dice.pick(("load", "save", "send", "run"))
    called = f"self.{other}.{dice.pick(MODULES)}({module}, timeout={dice.between(1, 60)})"
    return f'  File "/srv/app/{module}/{other}.py", line {dice.between(9, 900)}, in {verb}\r\n    return {called}'


def alert(draft: Draft, copy: Dice) -> None:
    """What a machine reports: lines of a log, often with a stack trace."""
    dice, at = draft.dice, START + draft.n * PACE
    lines = [log_line(dice, at - timedelta(seconds=back)) for back in range(dice.around(22, 0.8, 8, 250), 0, -1)]
    if dice.random() < 0.5:
        lines += ["Traceback (most recent call last):", *(trace_line(dice) for _ in range(dice.between(4, 24)))]
        lines += [f"TimeoutError: no answer within {dice.between(1, 60)} s"]
    log = "\r\n".join(lines)
    draft.put(draft.style.text, log, f'<pre style="font-size: 12px;">{log.replace("<", "&lt;")}</pre>')


class Kind(NamedTuple):
    """A sort of letter: its share of all, the share of them that have HTML, and what writes it."""

    share: float
    html: float
    write: Callable[[Draft, Dice], None]


KINDS = {
    "notice": Kind(0.17, 0.10, notice),
    "code": Kind(0.13, 0.30, code),
    "reset": Kind(0.12, 0.55, reset),
    "receipt": Kind(0.14, 0.70, receipt),
    "newsletter": Kind(0.09, 1.00, newsletter),
    "digest": Kind(0.08, 0.80, digest),
    "alert": Kind(0.14, 0.20, alert),
    "welcome": Kind(0.13, 0.60, welcome),
}
CAMPAIGN_KINDS = ("newsletter", "digest", "welcome")
KIND_NAMES, KIND_SUMS = tuple(KINDS), [*accumulate(kind.share for kind in KINDS.values())][:-1]
EDITION = 5_000
"""Letters, of all senders, until the newsletters say something new."""
LEGACY = 0.12
"""The share of letters without HTML that use a charset older than UTF-8."""


def leaf(content_type: str, transfer: str, body: bytes, *fields: str) -> bytes:
    """A part with its header."""
    lines = (f"Content-Type: {content_type}", f"Content-Transfer-Encoding: {transfer}", *fields, "", "")
    return "\r\n".join(lines).encode() + body


def enclosed(file: File, *fields: str) -> bytes:
    """The part that a file is."""
    return leaf(file.content_type, "base64", file.encoded, *fields)


def text_part(subtype: str, text: str, charset: str, transfer: str) -> bytes:
    """A body in the transfer encoding, or in one that needs none."""
    data = text.encode(charset, "xmlcharrefreplace" if subtype == "html" else "replace")
    if charset == "iso-2022-jp" or (transfer == "8bit" and data.isascii()):
        transfer = "7bit"
    if transfer == "quoted-printable":
        data = b2a_qp(data, istext=True)
    elif transfer == "base64":
        data = base64_lines(data) + b"\r\n"
    return leaf(f"text/{subtype}; charset={charset}", transfer, data)


def multipart(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """The parts and what is between them, with the header of the whole."""
    between, head = f"--{boundary}\r\n".encode(), f'Content-Type: multipart/{kind};\r\n\tboundary="{boundary}"\r\n\r\n'
    pieces = [piece for each in parts for piece in (between, each, b"" if each.endswith(b"\r\n") else b"\r\n")]
    return b"".join([head.encode(), *pieces, f"--{boundary}--\r\n".encode()])


def encoded_word(text: str) -> str:
    """A header's value, in base64 where it is not ASCII (RFC 2047)."""
    if text.isascii():
        return text
    pieces = [b2a_base64(text[at : at + 12].encode(), newline=False).decode() for at in range(0, len(text), 12)]
    return "\r\n ".join(f"=?utf-8?B?{piece}?=" for piece in pieces)


def body_of(draft: Draft, enclosing: float, is_bulk: bool) -> bytes:
    """The bodies and what is enclosed; `enclosing` from 0 to 1 says what that is. Bulk mail has no attachments."""
    dice, style = draft.dice, draft.style
    boundary, transfer = f"----=_Part_{dice.token(24)}_{draft.n % 97}", style.transfer
    if transfer == "quoted-printable" and draft.language.charset != "iso-8859-1" and draft.sender.rank % 4:
        transfer = "base64"  # shorter for other scripts, as most libraries know
    has_logo = draft.is_html and enclosing < (ENCLOSING if is_bulk else ENCLOSING / 4)
    if has_logo:
        image = f'<img src="cid:logo@{draft.sender.domain}" alt="{draft.sender.company}">'
        draft.html.insert(0, style.text.format(image))
    text, html = draft.bodies()
    charset = draft.language.charset if not html and dice.random() < LEGACY else "utf-8"
    if not html and transfer == "quoted-printable" and text.isascii():
        transfer = "8bit"
    parts = [text_part("plain", text, charset, transfer)] if text else []
    parts += [text_part("html", html, charset, transfer)] if html else []
    body = parts[0] if len(parts) == 1 else multipart("alternative", boundary, parts)
    if has_logo:
        file, cid = pooled(draft.seed, draft.sender.rank % LOGOS), f"Content-ID: <logo@{draft.sender.domain}>"
        picture = enclosed(file, cid, f'Content-Disposition: inline; filename="{file.name}"')
        body = multipart("related", f"{boundary}_R", [body, picture])
    elif enclosing < ENCLOSING:
        if enclosing < ENCLOSING / 2:
            file = pooled(draft.seed, LOGOS + dice.between(0, DOCUMENTS - 1))
        else:
            file = unique_file(dice, draft.order)
        attached = enclosed(file, f'Content-Disposition: attachment; filename="{file.name}"')
        body = multipart("mixed", f"{boundary}_M", [body, attached])
    return body


def header_of(draft: Draft, to: Sequence[tuple[str, str]], bounce: str, campaign: str) -> list[str]:
    """The header fields but those that say what the body is."""
    dice, sender = draft.dice, draft.sender
    at = START + draft.n * PACE
    date, secret = format_datetime(at), dice.token(460)
    app, relay = f"app{dice.between(1, 6)}.{sender.domain}", f"out{dice.between(1, 4)}.relay.example"
    network = f"10.{dice.between(0, 9)}.{dice.between(0, 255)}.{dice.between(1, 254)}"
    signature = "\r\n\t ".join(secret[cut : cut + 70] for cut in range(0, 344, 70))
    lines = [
        f"Return-Path: <{bounce}>",
        f"Received: from {relay} ({relay} [192.0.2.{dice.between(1, 254)}])\r\n\tby in.catcher.test (Postfix)"
        f" with ESMTPS id {secret[350:361]}\r\n\tfor <{to[0][1]}>; {date}",
        f"Received: from {app} ({app} [{network}])\r\n\tby {relay} (Postfix)"
        f" with ESMTPA id {secret[361:372]};\r\n\t{date}",
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={sender.domain};\r\n\ts=s{sender.rank % 7 + 2021};"
        f" t={int(at.timestamp())};\r\n\th=from:to:subject:date:message-id:mime-version:content-type;"
        f"\r\n\tbh={secret[372:415]}=;\r\n\tb={signature}==",
        f"Date: {date}",
        f"From: {sender.company} <{sender.address}>",
        "To: " + ",\r\n ".join(f"{name} <{address}>" for name, address in to[:2]),
        f"Subject: {encoded_word(draft.subject)}",
        f"Message-ID: <{secret[415:443]}.{draft.n}@{sender.domain}>",
        f"Content-Language: {draft.language.code}",
    ]
    if len(to) > 2:
        lines += ["Cc: " + ",\r\n ".join(f"{name} <{address}>" for name, address in to[2:])]
    if sender.mailer:
        lines += [f"X-Mailer: {sender.mailer}"]
    if campaign:
        lines += [
            f"X-Campaign: {campaign}",
            f"Feedback-ID: {campaign}:{sender.rank + 10_000}:{sender.user}:{sender.company.lower()}",
            f"List-Unsubscribe: <mailto:leave+{secret[443:459]}@{sender.domain}>,\r\n <{draft.url('leave')}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Precedence: bulk",
        ]
    else:
        lines += ["Auto-Submitted: auto-generated", f"Reply-To: support@{sender.domain}"]
    lines += [f"X-Incident: {name}" for share, name in INCIDENTS if dice.random() < share]
    return [*lines, "MIME-Version: 1.0"]


def finish(draft: Draft) -> None:
    """What every letter ends with: the order number, planted sentences, why it came and how to get no more."""
    dice, style, say = draft.dice, draft.style, draft.say
    draft.put(style.text, f"{say.order}: {draft.order}")
    for share, language, sentence in PLANTED:
        if (not language or language == draft.language.code) and dice.random() < share:
            draft.put(style.text, sentence)
    if dice.random() < RARE_WORDS * RARE_SHARE:
        draft.put(style.text, f"Ask for {capital(dice.pick(rare_words(draft.seed)))} at the desk.")
    why, url = say.why.format(company=draft.sender.company), draft.url("leave")
    draft.put(style.end, f"--\r\n{why}\r\n{say.leave}: {url}", why, url, say.leave, dice.token(32))


def letter(n: int, seed: int = 1) -> Letter:
    """The n-th letter."""
    dice = dice_of(seed, LETTER, n)
    sender = senders()[BY_SENDER.at(dice.random())]
    number = bisect(KIND_SUMS, dice.random())
    name, kind = KIND_NAMES[number], KINDS[KIND_NAMES[number]]
    count = 1 if dice.random() < 0.93 else dice.between(2, 4)
    to = [*dict.fromkeys(recipient(BY_RECIPIENT.at(dice.random())) for _ in range(count))]
    first = to[0][0].partition(" ")[0]
    draft = Draft(seed, n, dice, sender, first, dice.random() < kind.html)
    edition = n // EDITION if name == "newsletter" else 0
    copy = dice_of(seed, COPY, sender.rank, number, edition)
    prefix = "".join(text for share, text in PREFIXES if dice.random() < share)
    topic = draft.words(copy if name == "newsletter" else dice, 2, 6)
    draft.subject = getattr(draft.say, name).format(name=first, company=sender.company, words=topic, code="")
    draft.put(draft.style.heading, draft.say.hello.format(name=first))
    kind.write(draft, copy)
    draft.subject = prefix + draft.subject
    finish(draft)
    campaign = CAMPAIGNS[BY_CAMPAIGN.at(dice.random())] if name in CAMPAIGN_KINDS else ""
    bounce = sender.address if sender.rank % 3 else f"bounce+{dice.token(20)}@{sender.domain}"
    header = "\r\n".join([*header_of(draft, to, bounce, campaign), ""])
    raw = header.encode("ascii") + body_of(draft, dice.random(), name in ("newsletter", "digest"))
    return Letter(bounce, tuple(address for _, address in to), sender.user, raw)


def letters(count: int, seed: int = 1, start: int = 0) -> Iterator[Letter]:
    """So many letters, from the one with the number `start` on."""
    return map(partial(letter, seed=seed), range(start, start + count))


# Command line


def stats(made: Iterator[Letter]) -> str:
    """Sizes, shares and the speed, as lines."""
    began, sizes, languages, kinds = time.perf_counter(), list[int](), Counter[str](), Counter[str]()
    for each in made:
        sizes.append(len(each.raw))
        head, _, body = each.raw.partition(b"\r\n\r\n")
        languages[head.partition(b"Content-Language: ")[2][:2].decode()] += 1
        kinds["HTML"] += b"Content-Type: text/html" in each.raw
        kinds["attachment"] += b"Content-Disposition: attachment" in body
        kinds["inline logo"] += b"Content-Disposition: inline" in body
        kinds["several recipients"] += len(each.recipients) > 1
    seconds, count = time.perf_counter() - began, len(sizes)
    sizes.sort()
    lines = [f"{count:,} letters, {count / seconds:,.0f} a second, {sum(sizes) / count:,.0f} bytes on average"]
    lines += [f"{percent:>3} % are at most {sizes[min(count * percent // 100, count - 1)]:>8,} bytes"
              for percent in (0, 5, 10, 25, 50, 75, 90, 95, 99, 100)]  # fmt: skip
    for counter in (kinds, languages):
        lines.append(", ".join(f"{name} {number / count:.1%}" for name, number in counter.most_common()))
    return "\n".join(lines)


def main() -> int:
    """Write letters to files, or tell about them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1_000, help="how many")
    parser.add_argument("--seed", type=int, default=1, help="another seed: other letters")
    parser.add_argument("--start", type=int, default=0, help="number of the first")
    do = parser.add_mutually_exclusive_group(required=True)
    do.add_argument("--to", type=Path, metavar="DIR", help="write each to a file")
    do.add_argument("--stats", action="store_true", help="print sizes, languages and speed")
    args = parser.parse_args()
    made = letters(args.count, args.seed, args.start)
    if args.stats:
        print(stats(made))
        return 0
    args.to.mkdir(parents=True, exist_ok=True)
    for n, each in enumerate(made, args.start):
        (args.to / f"{n:09}.eml").write_bytes(each.raw)
    return 0


if __name__ == "__main__":
    sys.exit(main())
