//! Layers: wire types of `/layers`.
//! Names, types and limits: the models of the official SDKs and the API documentation.

use super::function::InputCodeLocation;
use super::wire;

wire! {
    /// A version of a layer.
    Layer {
        /// `0` private, `1` public.
        acl: String = "acl",
        /// Where the code is.
        code: OutputCodeLocation = "code",
        /// CRC-64/XZ of the package, unsigned decimal text.
        code_checksum: String = "codeChecksum",
        /// Size of the package in bytes.
        code_size: i64 = "codeSize",
        /// Runtimes the layer is for.
        compatible_runtime: Vec<String> = "compatibleRuntime",
        /// RFC 3339 time of creation.
        create_time: String = "createTime",
        /// Free text.
        description: String = "description",
        /// Name of the layer.
        layer_name: String = "layerName",
        /// ARN of the layer version.
        layer_version_arn: String = "layerVersionArn",
        /// Licence.
        license: String = "license",
        /// Number of the version.
        version: i64 = "version",
    }

    /// Where the package of a layer is.
    OutputCodeLocation {
        /// Signed address of the package.
        location: String = "location",
        /// Kind of store, e.g. `OSS`.
        repository_type: String = "repositoryType",
    }

    /// Body of CreateLayerVersion.
    CreateLayerVersionInput {
        /// Where the code is.
        code: InputCodeLocation = "code",
        /// Runtimes the layer is for.
        compatible_runtime: Vec<String> = "compatibleRuntime",
        /// Free text.
        description: String = "description",
        /// Licence.
        license: String = "license",
    }

    /// A page of layers.
    ListLayersOutput {
        /// Layers.
        layers: Vec<Layer> = "layers",
        /// Where the next page begins; absent or empty on the last one.
        next_token: String = "nextToken",
    }

    /// A page of versions of a layer.
    ListLayerVersionsOutput {
        /// Layers.
        layers: Vec<Layer> = "layers",
        /// Where the next page begins.
        next_version: i64 = "nextVersion",
    }
}
