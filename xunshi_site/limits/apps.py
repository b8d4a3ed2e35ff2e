from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "xunshi_site.limits"
    label = "limits"
