//! The names of SNAP's headers.
//!
//! Comes in: spellings. Stays out: values.

use http::HeaderName;

/// One of the headers that SNAP gives a meaning to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Header {
    /// `Authorization`: `Bearer ` and the B2B token.
    Authorization,
    /// `Authorization-Customer`: `Bearer ` and the customer's (B2B2C) token.
    AuthorizationCustomer,
    /// `X-TIMESTAMP`, 25 characters.
    Timestamp,
    /// `X-SIGNATURE`.
    Signature,
    /// `X-CLIENT-KEY`: the client id, in token requests.
    ClientKey,
    /// `X-PARTNER-ID`, up to 36 characters.
    PartnerId,
    /// `X-EXTERNAL-ID`: a new one for each attempt.
    ExternalId,
    /// `CHANNEL-ID`, up to 5 characters, from the provider.
    ChannelId,
    /// `ORIGIN`: the caller's domain, without a scheme.
    Origin,
    /// `X-IP-ADDRESS`: the end user's IPv4 address.
    IpAddress,
    /// `X-DEVICE-ID`, up to 400 characters.
    DeviceId,
    /// `X-LATITUDE`: decimal degrees.
    Latitude,
    /// `X-LONGITUDE`: decimal degrees.
    Longitude,
}

impl Header {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Authorization,
        Self::AuthorizationCustomer,
        Self::Timestamp,
        Self::Signature,
        Self::ClientKey,
        Self::PartnerId,
        Self::ExternalId,
        Self::ChannelId,
        Self::Origin,
        Self::IpAddress,
        Self::DeviceId,
        Self::Latitude,
        Self::Longitude,
    ];
}

/// What the headers are called at one provider. Names are case-insensitive on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderNames([HeaderName; Header::ALL.len()]);

impl HeaderNames {
    /// The names of the standard.
    #[must_use]
    pub const fn standard() -> Self {
        Self([
            http::header::AUTHORIZATION,
            HeaderName::from_static("authorization-customer"),
            HeaderName::from_static("x-timestamp"),
            HeaderName::from_static("x-signature"),
            HeaderName::from_static("x-client-key"),
            HeaderName::from_static("x-partner-id"),
            HeaderName::from_static("x-external-id"),
            HeaderName::from_static("channel-id"),
            http::header::ORIGIN,
            HeaderName::from_static("x-ip-address"),
            HeaderName::from_static("x-device-id"),
            HeaderName::from_static("x-latitude"),
            HeaderName::from_static("x-longitude"),
        ])
    }

    /// The names on Finnet's merchant pages, which spell `X-PARTNERID` and `X-CHANNEL-ID`:
    /// <https://docs.finpay.id/api-reference/finpay-money/linkage/merchant-balance-inquiry>.
    #[must_use]
    pub fn finnet_merchant() -> Self {
        Self::standard()
            .with(Header::PartnerId, HeaderName::from_static("x-partnerid"))
            .with(Header::ChannelId, HeaderName::from_static("x-channel-id"))
    }

    /// With another name for one header.
    #[must_use]
    pub fn with(mut self, header: Header, name: HeaderName) -> Self {
        self.0[header as usize] = name;
        self
    }

    /// The name of one header.
    #[must_use]
    pub const fn get(&self, header: Header) -> &HeaderName {
        &self.0[header as usize]
    }
}

impl Default for HeaderNames {
    fn default() -> Self {
        Self::standard()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_has_its_own_name() {
        let names = HeaderNames::standard();
        assert_eq!(names.get(Header::Timestamp), "x-timestamp");
        assert_eq!(names.get(Header::Longitude), "x-longitude");
        for (place, header) in Header::ALL.into_iter().enumerate() {
            assert_eq!(header as usize, place);
        }
        assert_eq!(HeaderNames::finnet_merchant().get(Header::PartnerId), "x-partnerid");
    }
}
