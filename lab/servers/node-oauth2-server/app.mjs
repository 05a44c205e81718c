// @node-oauth/oauth2-server behind its own Express wrapper. The login, the consent and the store are ours, since it has none.
import OAuthServer from "@node-oauth/express-oauth-server";
import express from "express";
import { createModel } from "./model.mjs";
import { createPages } from "./pages.mjs";

const { port, clients, users } = JSON.parse(process.env.LAB_SETTINGS);

const model = createModel({ clients, users, scopes: ["read", "write"] });
const pages = createPages({ findUser: (username, password) => model.getUser(username, password) });

const oauth = new OAuthServer({
  model,
  allowEmptyState: true,
  authorizationCodeLifetime: 20,
  requireClientAuthentication: { refresh_token: false, password: false },
  authenticateHandler: { handle: (request) => pages.userOf(request) },
});
const resources = new OAuthServer({ model });

const app = express();
app.disable("x-powered-by");
app.set("query parser", "simple");
app.use(express.urlencoded({ extended: false }));

app.get("/authorize", pages.ask);
app.post("/login", pages.logIn);
app.post(
  "/authorize",
  (request, response, next) => (pages.agreed(request) ? next() : pages.ask(request, response)),
  oauth.authorize(),
);
app.post("/token", oauth.token());
app.get("/me", resources.authenticate({ scope: ["read"] }), (_request, response) => {
  response.json({ name: response.locals.oauth.token.user.username });
});

app.listen(port, "127.0.0.1");
