from aws_cdk import App, CustomResource, Duration, Fn, Stack
from constructs import Construct


class ShopStack(Stack):
    """A stack that has its own pipeline guarded by the controller of another stack."""

    def __init__(self, scope: Construct, id: str, **kwargs) -> None:
        super().__init__(scope, id, **kwargs)
        CustomResource(self, "ShopGuard",
            service_token=Fn.import_value("RollbackController:RollbackGuards"),
            resource_type="Custom::RollbackGuard",
            service_timeout=Duration.minutes(2),
            properties={"pipeline": "shop", "stage": "Prod", "alarms": ["shop-5xx"]})


app = App()
ShopStack(app, "Shop")
app.synth()
