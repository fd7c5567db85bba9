//! Triggers: wire types of `/functions/{name}/triggers`.
//! Names, types and limits: the models of the official SDKs and the API documentation.

use super::wire;

wire! {
    /// A trigger.
    Trigger {
        /// RFC 3339 time of creation.
        created_time: String = "createdTime",
        /// Free text.
        description: String = "description",
        /// Addresses of an http trigger.
        http_trigger: HttpTrigger = "httpTrigger",
        /// ARN of the role with which the source calls.
        invocation_role: String = "invocationRole",
        /// RFC 3339 time of the last change.
        last_modified_time: String = "lastModifiedTime",
        /// Version or alias; `LATEST` when absent.
        qualifier: String = "qualifier",
        /// ARN of the event source.
        source_arn: String = "sourceArn",
        /// State.
        status: String = "status",
        /// ARN of the function that is called.
        target_arn: String = "targetArn",
        /// Settings of the trigger: a JSON document as text.
        trigger_config: String = "triggerConfig",
        /// Id that the service gave.
        trigger_id: String = "triggerId",
        /// Name of the trigger, 1 to 128 characters.
        trigger_name: String = "triggerName",
        /// `http`, `timer`, `oss`, `log`, `mns_topic`, `cdn_events`, `tablestore` or `eventbridge`.
        trigger_type: String = "triggerType",
    }

    /// Addresses of an http trigger.
    HttpTrigger {
        /// Address on the internet.
        url_internet: String = "urlInternet",
        /// Address inside the region.
        url_intranet: String = "urlIntranet",
    }

    /// Body of CreateTrigger.
    CreateTriggerInput {
        /// Free text.
        description: String = "description",
        /// ARN of the role with which the source calls.
        invocation_role: String = "invocationRole",
        /// Version or alias; `LATEST` when absent.
        qualifier: String = "qualifier",
        /// ARN of the event source.
        source_arn: String = "sourceArn",
        /// Settings of the trigger: a JSON document as text.
        trigger_config: String = "triggerConfig",
        /// Name of the trigger, 1 to 128 characters.
        trigger_name: String = "triggerName",
        /// `http`, `timer`, `oss`, `log`, `mns_topic`, `cdn_events`, `tablestore` or `eventbridge`.
        trigger_type: String = "triggerType",
    }

    /// Body of UpdateTrigger: what is absent stays as it is.
    UpdateTriggerInput {
        /// Free text.
        description: String = "description",
        /// ARN of the role with which the source calls.
        invocation_role: String = "invocationRole",
        /// Version or alias; `LATEST` when absent.
        qualifier: String = "qualifier",
        /// Settings of the trigger: a JSON document as text.
        trigger_config: String = "triggerConfig",
    }

    /// A page of triggers.
    ListTriggersOutput {
        /// Where the next page begins; absent or empty on the last one.
        next_token: String = "nextToken",
        /// The triggers of this page.
        triggers: Vec<Trigger> = "triggers",
    }
}
