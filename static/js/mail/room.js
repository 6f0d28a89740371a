/** What shows a mail, in one piece. */

import { Labels } from "./labels.js";
import { MailView } from "./view.js";

export { Labels, MailView };
