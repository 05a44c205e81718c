/** For GitHub Actions: annotations, and what the page of the job shows. */
import type { Reporter } from "../reporter.js";

import { commands } from "./commands.js";
import { summary } from "./summary.js";

export const github: Reporter = { file: "github-commands.txt", render: commands };
export const githubSummary: Reporter = { file: "github-summary.md", render: summary };
