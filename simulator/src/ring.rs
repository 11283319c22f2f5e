//! A bounded queue in which things are found by their keys: the newest so many, the oldest leave first.
//! What a thing is, and which keys it has, is the user's business.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
};

/// `K` keys for each thing. A key is kept as a hash of eight bytes; what is found is compared in full.
pub(crate) struct Ring<T, const K: usize> {
    items: VecDeque<T>,
    /// Serial number of the first item.
    first: u64,
    limit: usize,
    keys: fn(&T) -> [&str; K],
    hashes: RandomState,
    places: [HashMap<u64, VecDeque<u64>>; K],
}

impl<T, const K: usize> Ring<T, K> {
    pub(crate) fn new(limit: usize, keys: fn(&T) -> [&str; K]) -> Self {
        let places = std::array::from_fn(|_| HashMap::new());
        Self { items: VecDeque::new(), first: 0, limit: limit.max(1), keys, hashes: RandomState::new(), places }
    }

    /// Adds a thing; gives back the oldest one if there was no room.
    pub(crate) fn push(&mut self, item: T) -> Option<T> {
        let gone = if self.items.len() >= self.limit { self.pop() } else { None };
        let serial = self.first + self.items.len() as u64;
        for (places, key) in self.places.iter_mut().zip((self.keys)(&item)) {
            places.entry(self.hashes.hash_one(key)).or_default().push_back(serial);
        }
        self.items.push_back(item);
        gone
    }

    fn pop(&mut self) -> Option<T> {
        let item = self.items.pop_front()?;
        for (places, key) in self.places.iter_mut().zip((self.keys)(&item)) {
            let hash = self.hashes.hash_one(key);
            if let Some(serials) = places.get_mut(&hash) {
                serials.pop_front();
                if serials.is_empty() {
                    places.remove(&hash);
                }
            }
        }
        self.first += 1;
        Some(item)
    }

    /// Oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.iter()
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// The newest thing whose key of this kind is `value`.
    pub(crate) fn newest(&self, kind: usize, value: &str) -> Option<&T> {
        let serials = self.places[kind].get(&self.hashes.hash_one(value))?;
        let mut items = serials.iter().rev().filter_map(|serial| self.items.get(self.index(*serial)));
        items.find(|item| (self.keys)(item)[kind] == value)
    }

    /// All things whose key of this kind is `value`, oldest first.
    pub(crate) fn all<'a>(&'a self, kind: usize, value: &'a str) -> impl DoubleEndedIterator<Item = &'a T> {
        let serials = self.places[kind].get(&self.hashes.hash_one(value));
        let items = serials.into_iter().flatten().filter_map(|serial| self.items.get(self.index(*serial)));
        items.filter(move |item| (self.keys)(item)[kind] == value)
    }

    /// The oldest of them, to be changed. Its keys must stay as they are.
    pub(crate) fn change(&mut self, kind: usize, value: &str) -> Option<&mut T> {
        let serials = self.places[kind].get(&self.hashes.hash_one(value))?;
        let indexes = serials.iter().map(|serial| self.index(*serial));
        let index = indexes.into_iter().find(|index| (self.keys)(&self.items[*index])[kind] == value)?;
        self.items.get_mut(index)
    }

    fn index(&self, serial: u64) -> usize {
        usize::try_from(serial - self.first).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_found_until_they_leave() {
        let mut ring: Ring<(String, String), 2> = Ring::new(3, |(a, b)| [a, b]);
        for (a, b) in [("1", "x"), ("2", "x"), ("3", "y"), ("4", "x")] {
            ring.push((a.to_owned(), b.to_owned()));
        }
        let found = |ring: &Ring<(String, String), 2>, kind, value| -> Vec<String> {
            ring.all(kind, value).map(|(a, _)| a.clone()).collect()
        };
        assert_eq!(found(&ring, 1, "x"), ["2", "4"]);
        assert_eq!(found(&ring, 0, "1"), [""; 0]);
        assert_eq!(ring.change(0, "3").map(|it| it.1.as_str()), Some("y"));
        assert!(ring.change(0, "1").is_none());
        for n in 0..10_000 {
            ring.push((n.to_string(), "z".into()));
        }
        assert_eq!((ring.len(), ring.iter().count()), (3, 3));
        assert_eq!((ring.places[0].len(), ring.places[1].len()), (3, 1), "the index does not grow");
    }
}
