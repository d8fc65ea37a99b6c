"""The naive function in Python: one boto3 call after the other, no lock."""

import os

import boto3

codepipeline = boto3.client("codepipeline")
sns = boto3.client("sns")


def is_alarm(event):
    return (
        event.get("detail-type") == "CloudWatch Alarm State Change"
        and event["detail"]["state"]["value"] == "ALARM"
    )


def handler(event, context):
    if not is_alarm(event):
        return {"outcome": "ignored"}
    # By the alarm's name, which tells it by convention.
    pipeline, stage = event["detail"]["alarmName"].removesuffix("-5xx"), "Prod"
    state = codepipeline.get_pipeline_state(name=pipeline)
    current = next(
        s["latestExecution"]["pipelineExecutionId"]
        for s in state["stageStates"]
        if s["stageName"] == stage
    )
    executions = codepipeline.list_pipeline_executions(pipelineName=pipeline)
    target = next(
        (
            e["pipelineExecutionId"]
            for e in executions["pipelineExecutionSummaries"]
            if e["status"] == "Succeeded" and e["pipelineExecutionId"] != current
        ),
        None,
    )
    if target is None:
        return {"outcome": "no target"}
    answer = codepipeline.rollback_stage(
        pipelineName=pipeline, stageName=stage, targetPipelineExecutionId=target
    )
    message = f"Rolled {pipeline}/{stage} back to {target}: {event['detail']['alarmName']}"
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=message)
    return {"outcome": "rolled back", "pipelineExecutionId": answer["pipelineExecutionId"]}
