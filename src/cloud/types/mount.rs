//! File systems: wire types of what a function mounts.
//! Names, types and limits: the models of the official SDKs and the API documentation.

use crate::cloud::secret::Secret;

use super::{Map, wire};

wire! {
    /// NAS mounts.
    NasConfig {
        /// POSIX group id, -1 for none.
        group_id: i64 = "groupId",
        /// What is mounted where.
        mount_points: Vec<NasMountConfig> = "mountPoints",
        /// POSIX user id, -1 for none.
        user_id: i64 = "userId",
    }

    /// One NAS mount.
    NasMountConfig {
        /// Whether the transport is encrypted.
        enable_tls: bool = "enableTLS",
        /// Folder in the instance.
        mount_dir: String = "mountDir",
        /// Address of the file system.
        server_addr: String = "serverAddr",
    }

    /// OSS mounts.
    OssMountConfig {
        /// What is mounted where.
        mount_points: Vec<OssMountPoint> = "mountPoints",
    }

    /// One OSS mount.
    OssMountPoint {
        /// Name of the bucket.
        bucket_name: String = "bucketName",
        /// Folder in the bucket.
        bucket_path: String = "bucketPath",
        /// Host or URL of the service.
        endpoint: String = "endpoint",
        /// Folder in the instance.
        mount_dir: String = "mountDir",
        /// Whether it is read-only.
        read_only: bool = "readOnly",
    }

    /// JuiceFS mounts.
    JuiceFsConfig {
        /// Environment of the mount.
        envs: Map<String> = "envs",
        /// What is mounted where.
        mount_points: Vec<JuiceFsMountConfig> = "mountPoints",
    }

    /// One JuiceFS mount.
    JuiceFsMountConfig {
        /// Arguments.
        args: Vec<String> = "args",
        /// Folder in the instance.
        mount_dir: String = "mountDir",
        /// Folder on the remote side.
        remote_dir: String = "remoteDir",
        /// Access token.
        token: Secret = "token",
        /// Name of the volume.
        volume_name: String = "volumeName",
    }

    /// PolarFS mounts.
    PolarFsConfig {
        /// POSIX group id, -1 for none.
        group_id: i64 = "groupId",
        /// What is mounted where.
        mount_points: Vec<PolarFsMountConfig> = "mountPoints",
        /// POSIX user id, -1 for none.
        user_id: i64 = "userId",
    }

    /// One PolarFS mount.
    PolarFsMountConfig {
        /// Id of the instance.
        instance_id: String = "instanceId",
        /// Folder in the instance.
        mount_dir: String = "mountDir",
        /// Whether it is read-only.
        read_only: bool = "readOnly",
        /// Folder on the remote side.
        remote_dir: String = "remoteDir",
    }
}
