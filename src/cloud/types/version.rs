//! Versions and aliases: wire types.
//! Names, types and limits: the models of the official SDKs and the API documentation.

use super::{Decimal, Map, wire};

wire! {
    /// A published version.
    Version {
        /// RFC 3339 time of creation.
        created_time: String = "createdTime",
        /// Free text.
        description: String = "description",
        /// RFC 3339 time of the last change.
        last_modified_time: String = "lastModifiedTime",
        /// Id of the version, a number as text.
        version_id: String = "versionId",
    }

    /// Body of PublishFunctionVersion.
    PublishFunctionVersionInput {
        /// Free text.
        description: String = "description",
    }

    /// A page of versions.
    ListFunctionVersionsOutput {
        /// `BACKWARD` (newest first) or `FORWARD`.
        direction: String = "direction",
        /// Where the next page begins; absent or empty on the last one.
        next_token: String = "nextToken",
        /// The versions of this page.
        versions: Vec<Version> = "versions",
    }

    /// An alias of a version.
    Alias {
        /// Version id → share of the requests, 0 to 1, for canary releases.
        additional_version_weight: Map<Decimal> = "additionalVersionWeight",
        /// Name of the alias, 1 to 128 characters.
        alias_name: String = "aliasName",
        /// RFC 3339 time of creation.
        created_time: String = "createdTime",
        /// Free text.
        description: String = "description",
        /// RFC 3339 time of the last change.
        last_modified_time: String = "lastModifiedTime",
        /// Id of the version, a number as text.
        version_id: String = "versionId",
    }

    /// Body of CreateAlias.
    CreateAliasInput {
        /// Version id → share of the requests, 0 to 1, for canary releases.
        additional_version_weight: Map<Decimal> = "additionalVersionWeight",
        /// Name of the alias, 1 to 128 characters.
        alias_name: String = "aliasName",
        /// Free text.
        description: String = "description",
        /// Id of the version, a number as text.
        version_id: String = "versionId",
    }

    /// Body of UpdateAlias: what is absent stays as it is.
    UpdateAliasInput {
        /// Version id → share of the requests, 0 to 1, for canary releases.
        additional_version_weight: Map<Decimal> = "additionalVersionWeight",
        /// Free text.
        description: String = "description",
        /// Id of the version, a number as text.
        version_id: String = "versionId",
    }

    /// A page of aliases.
    ListAliasesOutput {
        /// The aliases of this page.
        aliases: Vec<Alias> = "aliases",
        /// Where the next page begins; absent or empty on the last one.
        next_token: String = "nextToken",
    }
}
