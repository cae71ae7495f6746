#!/usr/bin/env python3
"""Writes fuzz/seeds anew from the lexicons' examples, from disguises and from small data files. What was found stays: files named found-*."""
import pathlib
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDS = ROOT / "fuzz/seeds"
CRY = "i want to kill myself"

DISGUISES = [
    CRY.upper(), CRY.replace(" ", ""), "#" + CRY.title().replace(" ", ""), CRY.replace(" ", "-"), "k i l l  m y s e l f", "k.i.l.l m.y.s.e.l.f",
    "i w4nt t0 k1ll mys3lf", "k!ll mys€lf", "k*ll myself", "ki** myself", "kiiiill myseeelf", "".join(c + "\u200d" for c in CRY),
    "ki\u00adll my\u200bself", "".join(c + "\u0336" for c in CRY), "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in CRY),
    "".join(chr(0x1D41A + ord(c) - 97) if "a" <= c <= "z" else c for c in CRY), "i want to kіll mуself", "ki🖤ll myself", "kil myself",
    "klil mysefl", "i&#32;want to k&#105;ll myself", "i%20want%20to%20kill%20myself", "\u202ei want to kill myself\u202c",
    "suicide squad trailer " + CRY, "自○したい", "死 に た い", "ｼﾆﾀｲ", "주글래 죽고싶다", "mu\u0303i tư\u0323 tư\u0309", "muon tu tu", "ﷺ Ω ﬁ ſ ẞ İ",
    "#" + "a" * 40, "\u0301" * 30, "a\u0301\u0327\u0323 " * 8, "1!|l" * 12, "&amp;&lt;&#x110000;&#0;%00%ff%", "ab1 " * 60 + CRY, "x" * 600 + " " + CRY,
]

PHRASES = [
    "<want> [to] <die>\ngood bye\n\n\nwould like\ni want to die", "{kill & myself}\n\n\n\n\nmyself .. kill", "=muon tu~\n", "*suizid*\nmein suizid (film|buch)",
    "suicide~ ... [now|<die>] $\n\nfilm\nsquad\nw(a|i)sh[es]\nsuicdie now", "^ don't wake up _ self-harm\n", "kill(s|ed|ing) me", "○○たい\n自○",
    "{a b & [c] (d|e) & <die>}\n{x & y}", "죽고[만] 싶(다|어*)\n\n\n\n\n죽고 싶다", "((((a b c d|e)))) [[f]]", "a ....", "(a|b", "die…", "<nobody>", "bunuh*\n", "[<want>] bunuh* diri\n\n\n\n\ni want bunuhlah diri",
    "[a] [b] [c] [d] [e] [f] seven letters", "ตาย .. อยาก\n", "i['ve] had it\n",
]

HEAD = 'locale = "qaa"\nname = "Test"\nreviewed = "2026-11-24"\n'
BLOCK = '[[phrases]]\ntopic = "suicide"\nintent = "ideation"\n'
LEXICONS = [
    HEAD + BLOCK + 'match = ["i want to die"]\n',
    HEAD + '[words]\nfirst_person = ["i", "me"]\nwant = ["want", "wish[es]"]\ndie = ["die", "<want> death"]\n[context]\nfilm = ["film", "movie"]\n' + BLOCK
    + 'urgency = "low"\nstrength = "weak"\nnot_after = ["<want> not"]\nnot_before = ["hard"]\nnot_across = ["lamp"]\nmatch = ["<want> .. <die>", "{end & it}"]\n'
    + '[[exempt]]\nwhy = "a film"\nmatch = ["die hard"]\nheard = ["die hard i want to die"]\n[examples]\nshown = ["i wish to die"]\n'
    + 'information = ["x"]\nquiet = ["die hard"]\n[[rejected]]\nphrase = "die"\nwhy = "alone"\n',
    'exact_marks = true\ndigraphs = { "ä" = "ae" }\n' + HEAD + BLOCK + "match = ['''tự tử''', \"=mọi sự\", \"kätzchen tot\"]\nnote = \"x\"\n",
    HEAD + '[words]\na = ["<b>"]\nb = ["<a>"]\n', HEAD + "[words]\na = []\n", 'locale = "en', HEAD.replace("qaa", "und") + '[context]\nx = ["lyrics"]\n',
]


def text_seeds():
    seeds = list(DISGUISES)
    for path in sorted((ROOT / "data/lexicons").glob("*.toml")):
        examples = tomllib.loads(path.read_text(encoding="utf-8")).get("examples", {})
        seeds += [e[0] for kind in ("shown", "quiet") if (e := [x for x in examples.get(kind, []) if len(x) < 40])]
    return seeds


def write(target, seeds):
    folder = SEEDS / target
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("[0-9]*"):
        old.unlink()
    for i, seed in enumerate(seeds):
        (folder / f"{i:03}").write_bytes(seed if isinstance(seed, bytes) else seed.encode())


def main():
    texts = text_seeds()
    write("fold", DISGUISES[:33] + texts[len(DISGUISES)::6])
    write("screen", texts)
    write("phrase_language", PHRASES)
    write("lexicon_toml", LEXICONS)
    country = lambda code: (ROOT / f"data/resources/{code}.toml").read_text(encoding="utf-8")
    write("resources_toml", [country("BQ"), country("AD")])
    write("messages", [(ROOT / "data/messages/en.toml").read_text(encoding="utf-8")])
    write("c_abi", [f"{CRY}\nID\nid, en;q=0.5\n\nyouth\nlow\nsuicide,self_harm\n", "resep rendang\nGBR\nde-CH,zh_TW;q=0.1\nBE-VLG\nall\nhigh\nbereavement\nen,id",
                    b"\xed\xa0\x80i want to die\xed\xbf\xbf\nXX\n*\n\n\ncats\ncats\n\xff", b"\xe2\x82\nUK\nin,iw,no,tl,sh\n", b"\n\n\n\n\n\n\n", b"\0\n\0\n\0", b""]
          + [t + "\nUS\nen" for t in texts[:20]])
    write("checker_batch", [f"{CRY}\nresep rendang\r\n\nsuicide squad trailer\n", b"\xff\xfe broken\n\"quoted\\\"\n\0\n", b"", b"\n\n\r\n\r\r\n", "\n".join(texts[40:70])])
    sizes = {p.parent.name: 0 for p in SEEDS.glob("*/*")}
    for p in SEEDS.glob("*/*"):
        sizes[p.parent.name] += p.stat().st_size
    print(sizes, sum(sizes.values()), "bytes in", len(list(SEEDS.glob("*/*"))), "files")


main()
