//! Which foreign crates have types or traits in the public interface: read out of the sources, not searched in their text.
//!
//! Every `pub` of this crate is public, because the lint `unreachable_pub` holds. What a macro of ours makes is not seen.

use std::collections::{BTreeMap, BTreeSet};
use syn::{
    Attribute, Fields, File, ImplItem, Item, ItemImpl, ItemTrait, Meta, Path, TraitItem, Type, UseTree, Visibility,
    punctuated::Punctuated, visit::Visit,
};

/// The names of a module: where what it imports comes from, and which paths its own aliases stand for.
#[derive(Default)]
struct Names {
    imported: BTreeMap<String, String>,
    aliases: BTreeMap<String, Vec<Path>>,
}

/// Looks through files, one after the other.
pub(crate) struct Search {
    /// The crates of `[dependencies]`, as code spells them.
    dependencies: BTreeSet<String>,
    /// Types and traits that are not public.
    private: BTreeSet<String>,
    /// Crate, and where it stands.
    pub(crate) found: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Default)]
struct Paths(Vec<Path>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast Path) {
        self.0.push(path.clone());
        syn::visit::visit_path(self, path);
    }
}

/// All paths of a piece of code.
fn paths(visit: impl FnOnce(&mut Paths)) -> Vec<Path> {
    let mut paths = Paths::default();
    visit(&mut paths);
    paths.0
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_test(attributes: &[Attribute]) -> bool {
    let of = |meta: &Meta| matches!(meta, Meta::List(list) if list.tokens.to_string() == "test");
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg") && of(&attribute.meta))
}

impl Search {
    pub(crate) fn new(dependencies: BTreeSet<String>, files: &[File]) -> Self {
        let mut search = Self { dependencies, private: BTreeSet::new(), found: BTreeMap::new() };
        let mut public = BTreeSet::new();
        files.iter().for_each(|file| search.note_types(&file.items, &mut public));
        search.private.retain(|name| !public.contains(name));
        search
    }

    fn note_types(&mut self, items: &[Item], public: &mut BTreeSet<String>) {
        for item in items {
            let (visibility, name) = match item {
                Item::Struct(item) => (&item.vis, &item.ident),
                Item::Enum(item) => (&item.vis, &item.ident),
                Item::Trait(item) => (&item.vis, &item.ident),
                Item::Mod(item) if !is_test(&item.attrs) => {
                    self.note_types(item.content.as_ref().map_or(&[], |(_, items)| items), public);
                    continue;
                }
                _ => continue,
            };
            let names = if is_public(visibility) { &mut *public } else { &mut self.private };
            names.insert(name.to_string());
        }
    }

    /// Notes what stands in the interface of one file.
    pub(crate) fn read(&mut self, file: &str, items: &[Item]) {
        let names = self.names(items);
        for item in items {
            match item {
                Item::Mod(item) if !is_test(&item.attrs) => {
                    self.read(file, item.content.as_ref().map_or(&[], |(_, items)| items));
                }
                Item::Use(item) if is_public(&item.vis) => self.note(file, &names, &use_paths(&item.tree)),
                item => {
                    let paths = self.public_paths(item);
                    self.note(file, &names, &paths);
                }
            }
        }
    }

    fn names(&self, items: &[Item]) -> Names {
        let mut names = Names::default();
        for item in items {
            match item {
                Item::Use(item) => imports(&item.tree, None, &mut names.imported),
                Item::Type(item) => {
                    names.aliases.insert(item.ident.to_string(), paths(|p| p.visit_type(&item.ty)));
                }
                _ => {}
            }
        }
        names
    }

    fn note(&mut self, file: &str, names: &Names, paths: &[Path]) {
        for path in paths {
            let Some(first) = path.segments.first().map(|segment| segment.ident.to_string()) else { continue };
            if path.segments.len() == 1
                && let Some(inside) = names.aliases.get(&first)
            {
                self.note(file, names, inside);
            }
            let root = names.imported.get(&first).unwrap_or(&first);
            if self.dependencies.contains(root) {
                self.found.entry(root.clone()).or_default().insert(file.to_owned());
            }
        }
    }

    fn public_paths(&self, item: &Item) -> Vec<Path> {
        match item {
            Item::Fn(item) if is_public(&item.vis) => paths(|p| p.visit_signature(&item.sig)),
            Item::Type(item) if is_public(&item.vis) => paths(|p| p.visit_type(&item.ty)),
            Item::Const(item) if is_public(&item.vis) => paths(|p| p.visit_type(&item.ty)),
            Item::Static(item) if is_public(&item.vis) => paths(|p| p.visit_type(&item.ty)),
            Item::Struct(item) if is_public(&item.vis) => {
                let own = paths(|p| p.visit_generics(&item.generics));
                [own, derived(&item.attrs), fields(&item.fields, is_public)].concat()
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let own = [paths(|p| p.visit_generics(&item.generics)), derived(&item.attrs)].concat();
                own.into_iter().chain(item.variants.iter().flat_map(|v| fields(&v.fields, |_| true))).collect()
            }
            Item::Trait(item) if is_public(&item.vis) => of_trait(item),
            Item::Impl(item) if !self.is_private(item) => of_impl(item),
            _ => vec![],
        }
    }

    /// An implementation of or for what nobody sees.
    fn is_private(&self, item: &ItemImpl) -> bool {
        let last = |path: &Path| path.segments.last().map(|segment| segment.ident.to_string());
        let of = match &*item.self_ty {
            Type::Path(path) => last(&path.path),
            _ => None,
        };
        let of_trait = item.trait_.as_ref().and_then(|(path, _)| last(path));
        of.into_iter().chain(of_trait).any(|name| self.private.contains(&name))
    }
}

fn fields(fields: &Fields, shown: impl Fn(&Visibility) -> bool) -> Vec<Path> {
    fields.iter().filter(|field| shown(&field.vis)).flat_map(|field| paths(|p| p.visit_type(&field.ty))).collect()
}

fn of_trait(item: &ItemTrait) -> Vec<Path> {
    paths(|p| {
        p.visit_generics(&item.generics);
        item.supertraits.iter().for_each(|bound| p.visit_type_param_bound(bound));
        for part in &item.items {
            match part {
                TraitItem::Fn(part) => p.visit_signature(&part.sig),
                TraitItem::Type(part) => p.visit_trait_item_type(part),
                TraitItem::Const(part) => p.visit_type(&part.ty),
                _ => {}
            }
        }
    })
}

/// Of a trait: which one, for what, with which types. The functions are the trait's own.
fn of_impl(item: &ItemImpl) -> Vec<Path> {
    paths(|p| {
        if let Some((path, _)) = &item.trait_ {
            p.visit_generics(&item.generics);
            p.visit_path(path);
            p.visit_type(&item.self_ty);
        }
        for part in &item.items {
            match part {
                ImplItem::Type(part) => p.visit_type(&part.ty),
                ImplItem::Fn(part) if is_public(&part.vis) => {
                    p.visit_generics(&item.generics);
                    p.visit_signature(&part.sig);
                }
                ImplItem::Const(part) if is_public(&part.vis) => p.visit_type(&part.ty),
                _ => {}
            }
        }
    })
}

/// Traits by `derive`, also behind a feature.
fn derived(attributes: &[Attribute]) -> Vec<Path> {
    attributes.iter().flat_map(|attribute| derived_by(&attribute.meta)).collect()
}

fn derived_by(meta: &Meta) -> Vec<Path> {
    let Meta::List(list) = meta else { return vec![] };
    if list.path.is_ident("derive") {
        let all = list.parse_args_with(Punctuated::<Path, syn::Token![,]>::parse_terminated);
        return all.unwrap().into_iter().collect();
    }
    if list.path.is_ident("cfg_attr") {
        let all = list.parse_args_with(Punctuated::<Meta, syn::Token![,]>::parse_terminated).unwrap();
        return all.iter().skip(1).flat_map(derived_by).collect();
    }
    vec![]
}

/// Each imported name with the first segment of its path.
fn imports(tree: &UseTree, root: Option<&str>, found: &mut BTreeMap<String, String>) {
    let mut name = |ident: String, own: String| {
        found.insert(ident, root.map_or(own, str::to_owned));
    };
    match tree {
        UseTree::Path(path) => {
            let own = path.ident.to_string();
            imports(&path.tree, Some(root.unwrap_or(&own)), found);
        }
        UseTree::Name(leaf) => name(leaf.ident.to_string(), leaf.ident.to_string()),
        UseTree::Rename(leaf) => name(leaf.rename.to_string(), leaf.ident.to_string()),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imports(tree, root, found)),
        UseTree::Glob(_) => {}
    }
}

/// The first segment of what is re-exported.
fn use_paths(tree: &UseTree) -> Vec<Path> {
    let ident = match tree {
        UseTree::Path(path) => &path.ident,
        UseTree::Name(leaf) => &leaf.ident,
        UseTree::Rename(leaf) => &leaf.ident,
        UseTree::Group(group) => return group.items.iter().flat_map(use_paths).collect(),
        UseTree::Glob(_) => return vec![],
    };
    vec![Path::from(ident.clone())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crates(text: &str) -> Vec<String> {
        let file = syn::parse_file(text).unwrap();
        let dependencies = ["reqwest", "http", "serde", "tower_service"].map(str::to_owned);
        let mut search = Search::new(dependencies.into(), std::slice::from_ref(&file));
        search.read("file", &file.items);
        search.found.into_keys().collect()
    }

    #[test]
    fn a_foreign_type_is_seen_wherever_it_stands() {
        for text in [
            "pub fn a() -> reqwest::Client {}",
            "use reqwest::Client;\npub fn a(\n    b: u8,\n    c: Option<Client>,\n) {}",
            "use reqwest::Client as C; pub struct A { pub b: C }",
            "use reqwest::{self, x::{y::Client}}; pub enum A { B(Client) }",
            "type C = reqwest::Client; impl A { pub fn a() -> C {} } pub struct A;",
            "pub struct A; impl From<reqwest::Error> for A {}",
            "pub struct A; impl Iterator for A { type Item = reqwest::Error; }",
            "pub trait A { fn a() -> reqwest::Client; }",
            "pub fn a<T: Into<reqwest::Body>>(b: T) {}",
            "pub fn a<T>(b: T) where T: Into<reqwest::Body> {}",
            "#[cfg_attr(feature = \"x\", derive(reqwest::D))] pub struct A;",
            "pub use reqwest::Client;",
            "mod inline { pub type A = Vec<reqwest::Client>; }",
        ] {
            assert_eq!(crates(text), ["reqwest"], "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_is_passed_over() {
        for text in [
            "fn a() -> reqwest::Client {}",
            "pub(crate) fn a() -> reqwest::Client {}",
            "use reqwest::Client; pub struct A { b: Client }",
            "pub fn a() { let b: reqwest::Client = c(); }",
            "struct A; impl From<reqwest::Error> for A {}",
            "pub struct A; pub(crate) trait B {} impl B for A { type C = reqwest::Error; }",
            "use crate::reqwest; pub fn a() -> reqwest::Client {}",
            "#[cfg(test)] mod tests { pub fn a() -> reqwest::Client {} }",
        ] {
            assert!(crates(text).is_empty(), "{text}");
        }
    }
}
