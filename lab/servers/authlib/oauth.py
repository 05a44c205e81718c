"""Authlib's authorization server with every grant and endpoint that it has, as its documentation shows them."""

import time

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.flask_oauth2 import ResourceProtector
from authlib.integrations.sqla_oauth2 import create_bearer_token_validator
from authlib.integrations.sqla_oauth2 import create_query_client_func
from authlib.integrations.sqla_oauth2 import create_query_token_func
from authlib.integrations.sqla_oauth2 import create_revocation_endpoint
from authlib.integrations.sqla_oauth2 import create_save_token_func
from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7591 import ClientRegistrationEndpoint
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc8628 import DeviceAuthorizationEndpoint
from authlib.oauth2.rfc8628 import DeviceCodeGrant
from authlib.oauth2.rfc9207 import IssuerParameter
from joserfc.jwk import KeySet
from joserfc.jwk import OctKey

from models import AuthorizationCode
from models import Client
from models import DeviceCredential
from models import Token
from models import User
from models import db

ASSERTION = JWTBearerClientAssertion.CLIENT_AUTH_METHOD
AUTHENTICATED = ["client_secret_basic", "client_secret_post", ASSERTION]
ANY_CLIENT = [*AUTHENTICATED, "none"]


def expires_in(client, grant_type):
    """OAUTH2_TOKEN_EXPIRES_IN: Authlib's own lifetimes, shorter for clients that are registered so."""
    usual = BearerTokenGenerator.GRANT_TYPES_EXPIRES_IN.get(grant_type, BearerTokenGenerator.DEFAULT_EXPIRES_IN)
    return client.lifetime("access_token", usual)


def user_of(row):
    return db.session.get(User, row.user_id)


class AuthorizationCodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ANY_CLIENT

    def save_authorization_code(self, code, request):
        item = AuthorizationCode(
            code=code,
            client_id=request.client.client_id,
            redirect_uri=request.payload.redirect_uri,
            scope=request.scope,
            user_id=request.user.id,
            code_challenge=request.payload.data.get("code_challenge"),
            code_challenge_method=request.payload.data.get("code_challenge_method"),
        )
        db.session.add(item)
        db.session.commit()
        return item

    def query_authorization_code(self, code, client):
        item = db.session.query(AuthorizationCode).filter_by(code=code, client_id=client.client_id).first()
        if item and not item.is_expired():
            return item

    def delete_authorization_code(self, authorization_code):
        db.session.delete(authorization_code)
        db.session.commit()

    def authenticate_user(self, authorization_code):
        return user_of(authorization_code)


class RefreshTokenGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ANY_CLIENT
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        item = db.session.query(Token).filter_by(refresh_token=refresh_token).first()
        if item and item.is_refresh_token_valid():
            return item

    def authenticate_user(self, refresh_token):
        return user_of(refresh_token)

    def revoke_old_credential(self, refresh_token):
        now = int(time.time())
        refresh_token.access_token_revoked_at = now
        refresh_token.refresh_token_revoked_at = now
        db.session.commit()


class ClientCredentialsGrant(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATED


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ANY_CLIENT

    def authenticate_user(self, username, password):
        user = db.session.query(User).filter_by(username=username).first()
        if user and user.check_password(password):
            return user


class DeviceGrant(DeviceCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ANY_CLIENT

    def query_device_credential(self, device_code):
        return db.session.query(DeviceCredential).filter_by(device_code=device_code).first()

    def query_user_grant(self, user_code):
        item = db.session.query(DeviceCredential).filter_by(user_code=user_code).first()
        return None if item.approved is None else (user_of(item), item.approved)

    def should_slow_down(self, credential):
        now = time.time()
        early = now < credential.polled_at + credential.interval
        credential.polled_at = now
        if early:
            credential.interval += 5
        db.session.commit()
        return early


class DeviceAuthorization(DeviceAuthorizationEndpoint):
    CLIENT_AUTH_METHODS = ANY_CLIENT
    # Short, so that nobody waits half an hour to see a device code expire.
    EXPIRES_IN = 40
    ISSUER = ""

    def get_verification_uri(self):
        return f"{self.ISSUER}/device"

    def save_device_credential(self, client_id, scope, data):
        item = DeviceCredential(
            client_id=client_id,
            scope=scope,
            device_code=data["device_code"],
            user_code=data["user_code"],
            expires_at=time.time() + data["expires_in"],
            interval=data["interval"],
        )
        db.session.add(item)
        db.session.commit()


class Introspection(IntrospectionEndpoint):
    CLIENT_AUTH_METHODS = AUTHENTICATED
    ISSUER = ""

    query_token = staticmethod(create_query_token_func(db.session, Token))

    def check_permission(self, token, client, request):
        return client.client_metadata.get("client_type") == "internal"

    def introspect_token(self, token):
        user = user_of(token) if token.user_id else None
        return {
            "active": True,
            "client_id": token.client_id,
            "token_type": token.token_type,
            "username": user.username if user else token.client_id,
            "scope": token.get_scope(),
            "sub": str(user.id) if user else token.client_id,
            "aud": token.client_id,
            "iss": self.ISSUER,
            "exp": token.issued_at + token.expires_in,
            "iat": token.issued_at,
        }


class Revocation(create_revocation_endpoint(db.session, Token)):
    CLIENT_AUTH_METHODS = ANY_CLIENT


class Assertion(JWTBearerClientAssertion):
    """private_key_jwt and client_secret_jwt; which of them is a property of the client."""

    def __init__(self, audiences):
        super().__init__()
        self.audiences = audiences
        self.seen = set()

    def get_audiences(self):
        return self.audiences

    def validate_jti(self, claims, jti):
        key = (claims["sub"], jti)
        known = key in self.seen
        self.seen.add(key)
        return not known

    def resolve_client_public_key(self, client):
        if client.token_endpoint_auth_method == "client_secret_jwt":
            return OctKey.import_key(client.client_secret)
        if not client.jwks:
            raise InvalidClientError(description="The client has no key.")
        return KeySet.import_key_set(client.jwks)


def create_server(app, issuer, metadata):
    """The server with its endpoints; `metadata` is what dynamic registration holds new clients to."""

    class Registration(ClientRegistrationEndpoint):
        def authenticate_token(self, request):
            return "open registration"

        def get_server_metadata(self):
            return metadata

        def save_client(self, client_info, client_metadata, request):
            client = Client(**client_info)
            client.set_client_metadata(client_metadata)
            db.session.add(client)
            db.session.commit()
            return client

    class Issuer(IssuerParameter):
        def get_issuer(self):
            return issuer

    DeviceAuthorization.ISSUER = Introspection.ISSUER = issuer
    server = AuthorizationServer(
        app,
        query_client=create_query_client_func(db.session, Client),
        save_token=create_save_token_func(db.session, Token),
    )
    server.register_client_auth_method(ASSERTION, Assertion([issuer, f"{issuer}/oauth/token"]))
    server.register_grant(AuthorizationCodeGrant, [CodeChallenge(required=True)])
    for grant in (RefreshTokenGrant, ClientCredentialsGrant, PasswordGrant, DeviceGrant, grants.ImplicitGrant):
        server.register_grant(grant)
    for endpoint in (DeviceAuthorization, Introspection, Revocation, Registration):
        server.register_endpoint(endpoint)
    server.register_extension(Issuer())
    return server


def create_protector():
    protector = ResourceProtector()
    protector.register_token_validator(create_bearer_token_validator(db.session, Token)(realm="lab"))
    return protector
