"""What is stored: Authlib's SQLAlchemy mixins, with the parts that its documentation leaves to the application."""

import time

from authlib.integrations.sqla_oauth2 import OAuth2AuthorizationCodeMixin
from authlib.integrations.sqla_oauth2 import OAuth2ClientMixin
from authlib.integrations.sqla_oauth2 import OAuth2TokenMixin
from flask_sqlalchemy import SQLAlchemy
from werkzeug.security import check_password_hash

REFRESH_TOKEN_LIFETIME = 30 * 86400

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(40), unique=True, nullable=False)
    password_hash = db.Column(db.String(200), nullable=False)

    def get_user_id(self):
        return self.id

    def check_password(self, password):
        return check_password_hash(self.password_hash, password)


class Client(db.Model, OAuth2ClientMixin):
    id = db.Column(db.Integer, primary_key=True)

    def check_endpoint_auth_method(self, method, endpoint):
        # Authlib has one method for both sorts of assertion and leaves it to the client which may be used.
        if method == "client_assertion_jwt":
            return self.token_endpoint_auth_method in ("client_secret_jwt", "private_key_jwt")
        return super().check_endpoint_auth_method(method, endpoint)

    def lifetime(self, of, default):
        return self.client_metadata.get("lifetimes", {}).get(of, default)


class OfClient:
    """A row that belongs to a client, by the identifier that the mixins store."""

    @property
    def client(self):
        return db.session.query(Client).filter_by(client_id=self.client_id).one()


class AuthorizationCode(OfClient, OAuth2AuthorizationCodeMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, nullable=False)

    def is_expired(self):
        return self.auth_time + self.client.lifetime("code", 300) < time.time()


class Token(OfClient, OAuth2TokenMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)

    def is_refresh_token_valid(self):
        lifetime = self.client.lifetime("refresh_token", REFRESH_TOKEN_LIFETIME)
        return not self.refresh_token_revoked_at and self.issued_at + lifetime > time.time()


class DeviceCredential(OfClient, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    client_id = db.Column(db.String(48), nullable=False)
    scope = db.Column(db.Text)
    device_code = db.Column(db.String(48), unique=True, nullable=False)
    user_code = db.Column(db.String(16), index=True, nullable=False)
    expires_at = db.Column(db.Float, nullable=False)
    interval = db.Column(db.Float, nullable=False)
    polled_at = db.Column(db.Float, default=0.0, nullable=False)
    # Of the user who answered; approved is what the answer was.
    user_id = db.Column(db.Integer)
    approved = db.Column(db.Boolean)

    def get_client_id(self):
        return self.client_id

    def get_scope(self):
        return self.scope

    def get_user_code(self):
        return self.user_code

    def is_expired(self):
        return self.expires_at < time.time()
