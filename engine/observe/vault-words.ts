/** Words that stand in every exchange: hiding them as values would wreck what is stored. */
const WORDS = new Set(
  (
    "access_token refresh_token id_token token_type expires_in scope state nonce code error error_description error_uri client_id client_secret " +
    "redirect_uri response_type response_mode grant_type authorization_code client_credentials password username token bearer basic dpop " +
    "assertion client_assertion client_assertion_type code_verifier code_challenge code_challenge_method plain s256 openid profile email address phone " +
    "offline_access invalid_request invalid_client invalid_grant invalid_scope invalid_token unauthorized_client unsupported_grant_type " +
    "unsupported_response_type access_denied server_error temporarily_unavailable login_required consent_required interaction_required " +
    "login consent select_account none true false null undefined query fragment form_post active issuer aud audience resource name value type text hidden submit " +
    "http https html json body head form input button application location cookie charset utf-8"
  ).split(" "),
);

/** A shorter value turns up everywhere by chance. */
export const SHORTEST = 4;

/** Whether a value cannot be hidden wherever it turns up: too short, or what requests, answers, pages and markers are made of. */
export function cannotHide(value: string): boolean {
  return (
    value.length < SHORTEST || WORDS.has(value.toLowerCase()) || (value !== "secret" && "[secret]".includes(value))
  );
}
