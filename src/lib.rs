//! fcls understands `f.yml` and `s.yaml`, the two files that define functions on Alibaba Cloud
//! Function Compute.
#![forbid(unsafe_code)]

pub mod text;
