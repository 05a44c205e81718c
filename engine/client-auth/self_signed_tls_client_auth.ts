export { authenticate } from "./tls_client_auth.js";
