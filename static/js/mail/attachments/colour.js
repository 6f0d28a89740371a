/** Colours for source code, simply: by the looks of its words, in a bounded number of pieces. */

import { span } from "../../kit/dom.js";

const MOST = 15_000;
const KEYWORDS = "and|as|async|await|break|case|catch|class|const|continue|def|default|del|do|elif|else|end|enum|except|export|extends|false|False|final|finally|fn|for|from|func|function|go|if|impl|import|in|int|interface|is|lambda|let|match|module|namespace|new|nil|None|not|null|or|package|pass|private|protected|pub|public|raise|return|self|static|string|struct|super|switch|then|this|throw|throws|trait|true|True|try|type|use|using|var|void|where|while|with|yield";
const TEXT = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`;
const NUMBER = String.raw`-?\b\d[\d_.]*(?:[eE][+-]?\d+)?\b`;
/** Groups are named after what they are; the names are those of the classes. */
const LANGUAGES = {
  json: new RegExp(String.raw`(?<name>"(?:[^"\\\n]|\\.)*"(?=\s*:))|(?<value>"(?:[^"\\\n]|\\.)*")|(?<tag>\b(?:true|false|null)\b|${NUMBER})`, "g"),
  markup: /(?<comment><!--[\s\S]*?(?:-->|$))|(?<tag><[/!?]?[a-zA-Z][\w:.-]*|[/?]?>)|(?<name>(?<=\s)[\w:.-]+(?==))|(?<value>(?<==)(?:"[^"<>]*"|'[^'<>]*'))/g,
  mail: /^(?<tag>[!-9;-~]{1,80}:)/gm,
  code: new RegExp(String.raw`(?<comment>(?:^|(?<=\s))(?:\/\/|#|--(?= )).*$|\/\*[\s\S]*?(?:\*\/|$))|(?<value>${TEXT})|(?<tag>\b(?:${KEYWORDS})\b)|(?<name>${NUMBER})`, "gm"),
};

/** Pieces to append: strings and spans. */
export function coloured(text, language) {
  const pattern = LANGUAGES[language];
  if (!pattern) return [text];
  const made = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    made.push(text.slice(at, match.index), span(`t-${kind}`, match[0]));
    at = match.index + match[0].length;
    if (made.length > MOST) break;
  }
  made.push(text.slice(at));
  return made;
}
