"""The toolkit's own routes at the root, the admin's login, and one protected resource."""

from django.contrib import admin
from django.http import JsonResponse
from django.urls import include
from django.urls import path
from oauth2_provider.views.generic import ScopedProtectedResourceMetadataView


class Me(ScopedProtectedResourceMetadataView):
    required_scopes = ["read"]
    www_authenticate_realm = "lab"

    def get(self, request, *args, **kwargs):
        return JsonResponse({"user": request.resource_owner.pk if request.resource_owner else None})


urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/me", Me.as_view()),
    path("", include("oauth2_provider.urls", namespace="oauth2_provider")),
]
