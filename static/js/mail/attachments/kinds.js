/** What kind of thing a part is, by its type and, where that says nothing, by the ending of its name. */

const IMAGES = ["png", "jpeg", "gif", "webp"];
const ENDINGS = {
  image: ["png", "jpg", "jpeg", "gif", "webp"],
  pdf: ["pdf"],
  calendar: ["ics", "ical", "ifb"],
  vcard: ["vcf", "vcard"],
  sheet: ["csv", "tsv"],
  media: ["mp3", "mp4", "m4a", "wav", "ogg", "webm", "mov", "avi", "flac", "mkv"],
  archive: ["zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "tar"],
  text: [
    "txt", "log", "md", "json", "xml", "html", "htm", "xhtml", "svg", "css", "js", "mjs", "ts", "jsx", "tsx", "py", "rb", "php", "java", "kt", "go", "rs", "c",
    "h", "cc", "cpp", "hpp", "cs", "swift", "sh", "bash", "ps1", "bat", "sql", "yml", "yaml", "toml", "ini", "conf", "cfg", "env", "diff", "patch", "eml", "tex",
  ],
};
const BY_ENDING = new Map(Object.entries(ENDINGS).flatMap(([kind, all]) => all.map((ending) => [ending, kind])));
const TYPES = [
  ["pdf", /^application\/(?:x-)?pdf$/],
  ["calendar", /^(?:text\/(?:x-v)?calendar|application\/ics)$/],
  ["vcard", /^text\/(?:x-)?(?:vcard|directory)$/],
  ["sheet", /^(?:text|application)\/(?:csv|tab-separated-values)$/],
  ["image", new RegExp(`^image/(?:${IMAGES.join("|")}|jpg)$`)],
  ["text", /^(?:text\/.*|message\/.*|image\/svg\+xml|application\/(?:.*\+)?(?:json|xml|javascript|x-sh|sql|x-yaml|yaml|toml|x-httpd-php))$/],
  ["media", /^(?:audio|video)\//],
  ["archive", /^application\/(?:zip|gzip|x-(?:tar|gzip|bzip2|xz|7z-compressed|rar-compressed)|vnd\.rar)$/],
];
/** Types that tell less than the name does. */
const VAGUE = /^(?:application\/(?:octet-stream|x-unknown|binary|x-download|force-download)|text\/plain|)$/;
const ICONS = { image: "image", calendar: "calendar", vcard: "person", text: "code", sheet: "code", media: "sound" };

export function endingOf(name) {
  const at = name.lastIndexOf(".");
  return at > 0 ? name.slice(at + 1).toLowerCase() : "";
}

/** "image", "pdf", "calendar", "vcard", "sheet", "text", "media", "archive" or "file". */
export function kindOf({ ContentType: type = "", FileName: name = "" }) {
  const lower = type.toLowerCase();
  const told = TYPES.find(([, pattern]) => pattern.test(lower))?.[0];
  return (VAGUE.test(lower) && BY_ENDING.get(endingOf(name))) || told || "file";
}

export const iconOf = (kind) => ICONS[kind] ?? "file";
