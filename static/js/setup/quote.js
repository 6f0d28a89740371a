/** Values as they are written in each language, so that a password with quotes, $ or \ stays what it is. */

const STRANGE = /[\u007f-\u009f\u2028\u2029]/g;
const PLAIN = /^[\w@%+:,./-]+$/;
const code = (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** In double quotes, with backslashes: Python, JavaScript, C#, Go. */
export const double = (text) => JSON.stringify(text).replace(STRANGE, code);

/** In single quotes, where nothing is put in for $ or #: PHP, Ruby. */
export const single = (text) => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** A word of a POSIX shell. */
export const shell = (text) => (PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A value in application.properties: what is not ASCII by its code, and ${ not as Spring's placeholder. */
export const property = (text) => text.replaceAll("\\", "\\\\").replaceAll("${", "\\\\${").replace(/^ /, "\\ ").replace(/[^ -~]/g, code);

/** A value in Laravel's .env (phpdotenv). */
export const dotenv = (text) => (PLAIN.test(text) ? text : `"${text.replace(/["\\$]/g, "\\$&")}"`);

/** A value in an .env file that a shell reads as well: single quotes keep everything but themselves. */
export const variable = (text) => (PLAIN.test(text) ? text : text.includes("'") ? `"${text.replace(/["\\$`]/g, "\\$&")}"` : `'${text}'`);

/** A value in php.ini. */
export const ini = (text) => (text.includes("'") ? `"${text.replace(/["\\]/g, "\\$&")}"` : `'${text}'`);

/** In a URL. */
export const percent = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
