"""Authlib's Flask authorization server with a login, a consent and a device page: app.py CONFIGURATION.json"""

import json
import re
import secrets
import sys
import threading
from collections import Counter

import waitress
from authlib.integrations.flask_oauth2 import current_token
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from flask import Flask
from flask import abort
from flask import jsonify
from flask import redirect
from flask import render_template_string
from flask import request
from flask import session
from werkzeug.security import generate_password_hash

from models import Client
from models import DeviceCredential
from models import User
from models import db
from oauth import create_protector
from oauth import create_server

with open(sys.argv[1], encoding="utf-8") as file:
    configuration = json.load(file)
issuer = configuration["issuer"]
METHODS = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"]
ALGORITHMS = ["HS256", "RS256", "ES256"]
metadata = AuthorizationServerMetadata(
    issuer=issuer,
    authorization_endpoint=f"{issuer}/oauth/authorize",
    token_endpoint=f"{issuer}/oauth/token",
    registration_endpoint=f"{issuer}/oauth/register",
    revocation_endpoint=f"{issuer}/oauth/revoke",
    introspection_endpoint=f"{issuer}/oauth/introspect",
    device_authorization_endpoint=f"{issuer}/oauth/device_authorization",
    scopes_supported=configuration["scopes"],
    response_types_supported=["code", "token"],
    response_modes_supported=["query", "fragment"],
    grant_types_supported=[
        "authorization_code",
        "implicit",
        "refresh_token",
        "client_credentials",
        "password",
        "urn:ietf:params:oauth:grant-type:device_code",
    ],
    token_endpoint_auth_methods_supported=[*METHODS, "none"],
    token_endpoint_auth_signing_alg_values_supported=ALGORITHMS,
    revocation_endpoint_auth_methods_supported=[*METHODS, "none"],
    revocation_endpoint_auth_signing_alg_values_supported=ALGORITHMS,
    introspection_endpoint_auth_methods_supported=METHODS,
    introspection_endpoint_auth_signing_alg_values_supported=ALGORITHMS,
    code_challenge_methods_supported=["plain", "S256"],
    authorization_response_iss_parameter_supported=True,
)
metadata.validate()

app = Flask(__name__)
app.secret_key = secrets.token_bytes(32)
app.config.update(
    SQLALCHEMY_DATABASE_URI=f"sqlite:///{configuration['database']}",
    SQLALCHEMY_ENGINE_OPTIONS={"connect_args": {"timeout": 30}},
    OAUTH2_SCOPES_SUPPORTED=configuration["scopes"],
    OAUTH2_REFRESH_TOKEN_GENERATOR=True,
    OAUTH2_TOKEN_EXPIRES_IN="oauth.expires_in",
)
db.init_app(app)
server = create_server(app, issuer, metadata)
require_oauth = create_protector()
# Authlib asks for a code and deletes it in two steps; that nobody else asks in between is for the application to see to.
one_at_a_time = threading.Lock()
# User codes that were not right, by login.
wrong_codes = Counter()
WRONG_CODES = 5

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{% if text %}<p>{{ text }}</p>{% endif %}
{% if fields or buttons %}<form method="post"><input type="hidden" name="csrf" value="{{ csrf }}">
{% for name, kind, value in fields %}<input name="{{ name }}" type="{{ kind }}" value="{{ value }}">{% endfor %}
{% for name, value, label in buttons %}<button name="{{ name }}" value="{{ value }}">{{ label }}</button>{% endfor %}
</form>{% endif %}</body></html>"""


def page(title, text="", fields=(), buttons=()):
    csrf = session.setdefault("csrf", secrets.token_urlsafe(16))
    return render_template_string(PAGE, title=title, text=text, fields=fields, buttons=buttons, csrf=csrf)


def current_user():
    return db.session.get(User, session["user"]) if "user" in session else None


def to_login():
    session["next"] = request.full_path
    return redirect("/login", code=303)


def guard():
    """Only what one of our own pages was filled in with counts."""
    if "csrf" not in session or session["csrf"] != request.form.get("csrf"):
        abort(400)


@app.after_request
def protect(response):
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        guard()
        user = db.session.query(User).filter_by(username=request.form["username"]).first()
        if user and user.check_password(request.form["password"]):
            after = session.get("next", "/")
            session.clear()
            session["user"] = user.id
            session["login"] = secrets.token_urlsafe(16)
            return redirect(after, code=303)
    fields = [("username", "text", ""), ("password", "password", "")]
    return page("Sign in", fields=fields, buttons=[("sign_in", "yes", "Sign in")])


@app.route("/oauth/authorize", methods=["GET", "POST"])
def authorize():
    user = current_user()
    try:
        grant = server.get_consent_grant(end_user=user)
    except OAuth2Error as error:
        return server.handle_error_response(request, error)
    if user is None:
        return to_login()
    if request.method == "GET":
        scope = grant.client.get_allowed_scope(grant.request.payload.scope)
        text = f"{grant.client.client_name} would like to use {scope or 'your name'} of {user.username}."
        return page("Consent", text, buttons=[("confirm", "yes", "Allow"), ("confirm", "", "Deny")])
    guard()
    return server.create_authorization_response(grant=grant, grant_user=user if request.form.get("confirm") else None)


@app.route("/device", methods=["GET", "POST"])
def device():
    user = current_user()
    if user is None:
        return to_login()
    if wrong_codes[session["login"]] >= WRONG_CODES:
        return page("Device", "Too many wrong codes. Sign in again later."), 429
    ask = [("user_code", "text", "")]
    typed = re.sub(r"[^A-Z]", "", request.values.get("user_code", "").upper())
    item = db.session.query(DeviceCredential).filter_by(user_code=f"{typed[:4]}-{typed[4:]}").first()
    if request.method == "POST":
        guard()
    if item is None or item.is_expired() or item.approved is not None:
        wrong_codes[session["login"]] += typed != ""
        return page("Device", "Type in the code that your device shows.", ask, [("go", "yes", "Continue")])
    if request.method == "POST" and "confirm" in request.form:
        item.user_id, item.approved = user.id, bool(request.form["confirm"])
        db.session.commit()
        return page("Device signed in" if item.approved else "Device refused")
    text = f"{item.client.client_name}, which shows {item.user_code}, would like to use {item.scope or 'your name'}."
    kept = [("user_code", "hidden", item.user_code)]
    return page("Confirm device", text, kept, [("confirm", "yes", "Allow"), ("confirm", "", "Deny")])


@app.post("/oauth/token")
def issue_token():
    with one_at_a_time:
        return server.create_token_response()


@app.post("/oauth/revoke")
def revoke_token():
    return server.create_endpoint_response("revocation")


@app.post("/oauth/introspect")
def introspect_token():
    return server.create_endpoint_response("introspection")


@app.post("/oauth/device_authorization")
def device_authorization():
    return server.create_endpoint_response("device_authorization")


@app.post("/oauth/register")
def register_client():
    return server.create_endpoint_response("client_registration")


@app.get("/.well-known/oauth-authorization-server")
def well_known():
    return jsonify(metadata)


@app.get("/api/me")
@require_oauth("profile")
def me():
    return jsonify(user_id=current_token.user_id, scope=current_token.scope)


with app.app_context():
    db.create_all()
    for one in configuration["users"]:
        # The cheapest hash there is: it is made on two cores for every check that signs in.
        hashed = generate_password_hash(one["password"], method="pbkdf2:sha256:1")
        db.session.add(User(username=one["username"], password_hash=hashed))
    for one in configuration["clients"]:
        client = Client(client_id=one["client_id"], client_secret=one.get("client_secret", ""))
        client.set_client_metadata(one["metadata"])
        db.session.add(client)
    db.session.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")

waitress.serve(app, host="127.0.0.1", port=configuration["port"], threads=16, ident=None)
