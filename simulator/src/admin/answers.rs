//! How the admin API answers: JSON, and `{"error": …}` with a status for what was wrong.
//! Texts name fields and what to write instead.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::JsonRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(super) type Answer = Result<Json<Value>, Problem>;

/// What was wrong with a call.
pub(super) struct Problem {
    status: StatusCode,
    text: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }

    /// 422.
    pub(super) fn wrong(text: impl ToString) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, text.to_string())
    }

    /// 404.
    pub(super) fn unknown(text: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, text)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error": self.text}))).into_response()
    }
}

/// The answer of a call that has nothing to tell.
pub(super) fn done() -> Json<Value> {
    Json(json!({"done": true}))
}

/// A JSON body whose problems are told as every problem is.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let told = |rejection: JsonRejection| Problem::new(rejection.status(), rejection.body_text());
        Json::from_request(request, state).await.map(|Json(body)| Self(body)).map_err(told)
    }
}
