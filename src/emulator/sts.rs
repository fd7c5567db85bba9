//! What is not about functions: who calls (STS), and the regions.

use serde_json::{Value, json};

use super::answer::{Answer, Outcome};
use super::router::Call;
use super::state::State;

pub(super) fn caller_identity(call: &Call<'_>, _: &mut State) -> Outcome {
    let account = &call.place.account;
    Ok(Answer::Json(json!({
        "AccountId": account,
        "Arn": format!("acs:ram::{account}:root"),
        "IdentityType": "Account",
        "PrincipalId": account,
        "RequestId": call.request_id,
        "UserId": account,
    })))
}

/// Some regions of Function Compute, in English and Chinese.
const REGIONS: [(&str, &str, &str); 12] = [
    ("cn-hangzhou", "China (Hangzhou)", "华东1（杭州）"),
    ("cn-shanghai", "China (Shanghai)", "华东2（上海）"),
    ("cn-qingdao", "China (Qingdao)", "华北1（青岛）"),
    ("cn-beijing", "China (Beijing)", "华北2（北京）"),
    ("cn-zhangjiakou", "China (Zhangjiakou)", "华北3（张家口）"),
    ("cn-shenzhen", "China (Shenzhen)", "华南1（深圳）"),
    ("cn-chengdu", "China (Chengdu)", "西南1（成都）"),
    ("cn-hongkong", "China (Hong Kong)", "中国香港"),
    ("ap-southeast-1", "Singapore", "新加坡"),
    ("ap-northeast-1", "Japan (Tokyo)", "日本（东京）"),
    ("eu-central-1", "Germany (Frankfurt)", "德国（法兰克福）"),
    ("us-east-1", "US (Virginia)", "美国（弗吉尼亚）"),
];

pub(super) fn regions(call: &Call<'_>, _: &mut State) -> Outcome {
    let english = call.query("AcceptLanguage").is_some_and(|language| language.starts_with("en"));
    let regions = REGIONS.iter().map(
        |(id, name, chinese)| json!({ "RegionId": id, "LocalName": if english { name } else { chinese } }),
    );
    let regions: Vec<Value> = regions.collect();
    Ok(Answer::Json(json!({ "Regions": { "Region": regions } })))
}
