//! Tags, regions: wire types that belong to the account.
//! Names, types and limits: the models of the official SDKs and the API documentation.

use super::wire;

wire! {
    /// A tag. The keys are capitalised on the wire, unlike in s.yaml.
    Tag {
        /// Key, 1 to 64 characters.
        key: String = "Key",
        /// Value, up to 128 characters.
        value: String = "Value",
    }

    /// Body of TagResources.
    TagResourcesInput {
        /// ARNs of the resources.
        resource_id: Vec<String> = "ResourceId",
        /// Kind of resource, `FUNCTION` …
        resource_type: String = "ResourceType",
        /// The tags.
        tag: Vec<Tag> = "Tag",
    }

    /// One tag of one resource.
    TagResource {
        /// ARN of the resource.
        resource_id: String = "ResourceId",
        /// Kind of resource, `FUNCTION` …
        resource_type: String = "ResourceType",
        /// Key.
        tag_key: String = "TagKey",
        /// Value.
        tag_value: String = "TagValue",
    }

    /// A page of tags.
    ListTagResourcesOutput {
        /// Where the next page begins.
        next_token: String = "NextToken",
        /// Id of the request.
        request_id: String = "RequestId",
        /// The tags of this page.
        tag_resources: Vec<TagResource> = "TagResources",
    }

    /// Answer of DescribeRegions.
    DescribeRegionsOutput {
        /// The list, one level down.
        regions: RegionList = "Regions",
    }

    /// The list of regions.
    RegionList {
        /// The regions.
        region: Vec<Region> = "Region",
    }

    /// One region.
    Region {
        /// Name in the language asked for.
        local_name: String = "LocalName",
        /// Region id.
        region_id: String = "RegionId",
    }
}
