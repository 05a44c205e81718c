/** As much as a whole run gives. */
import type { Observation } from "../../engine/types/evidence.js";
import type { Outcome } from "../../engine/types/report.js";
import { LEVELS } from "../../engine/types/suite.js";
import { assemble, check, exchange, observation, requirement, type Sample, verdict } from "./sample.js";

/** As many checks, verdicts and exchanges as a whole run gives. */
export const large = (checks = 160, perCheck = 6): Sample => {
  const requirements = Array.from({ length: 250 }, (_, n) =>
    requirement(
      `rfc6749-${n}-clause`,
      "rfc6749",
      String(n),
      LEVELS[n % 5] ?? "MUST",
      `The server does what clause ${n} of the specification asks for, whatever the client sends.`,
    ),
  );
  const observations: Observation[] = [];
  const list = Array.from({ length: checks }, (_, n) => {
    const id = `rfc6749-large-${n}`;
    const steps = Array.from({ length: perCheck }, (__, step) => {
      const body = JSON.stringify({
        error: "invalid_grant",
        error_description: "grant request is invalid",
        trace: "x".repeat(200),
      });
      observations.push(
        observation(`${id}:${step + 1}`, [
          exchange(
            "POST",
            "/oauth/token",
            `grant_type=authorization_code&code=%3Ccode:${n}%3E&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb`,
            400,
            body,
            { "cache-control": ["no-store"], pragma: ["no-cache"], etag: ['W/"a1b2c3"'] },
          ),
        ]),
      );
      return {
        path: String(step + 1),
        text: "Token request with the code of step 1",
        state: "done",
        observations: [`${id}:${step + 1}`],
      };
    });
    const outcomes: Outcome[] = n % 40 === 0 ? ["fail", "pass"] : n % 25 === 0 ? ["warn", "pass"] : ["pass", "pass"];
    return check(
      id,
      `Scenario ${n} of a large run`,
      outcomes.map((outcome, k) =>
        verdict(
          id,
          `rfc6749-${(n * 2 + k) % 250}-clause`,
          String((n * 2 + k) % 250),
          LEVELS[((n * 2 + k) % 250) % 5] ?? "MUST",
          outcome,
          { observations: [`${id}:${perCheck}`] },
        ),
      ),
      steps,
    );
  });
  return assemble({ requirements, checks: list }, observations);
};
