use std::fs;

use tempfile::TempDir;
use zip::ZipArchive;

use super::*;

fn place(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn pack(folder: &TempDir) -> Archive {
    match package(&CodeSource::Path(folder.path().to_path_buf())) {
        Ok(Package::Archive(archive)) => archive,
        other => panic!("{other:?}"),
    }
}

fn refuses(folder: &TempDir) -> String {
    package(&CodeSource::Path(folder.path().to_path_buf())).unwrap_err().to_string()
}

/// Names with their modes, in the order of the ZIP.
fn list(archive: &Archive) -> Vec<String> {
    let mut zip = ZipArchive::new(Cursor::new(&archive.bytes[..])).unwrap();
    (0..zip.len())
        .map(|index| {
            let entry = zip.by_index(index).unwrap();
            format!("{} {:o}", entry.name().unwrap(), entry.unix_mode().unwrap())
        })
        .collect()
}

fn names(archive: &Archive) -> Vec<String> {
    list(archive).iter().map(|entry| entry.split(' ').next().unwrap().to_string()).collect()
}

#[test]
fn the_same_code_is_the_same_package() {
    let files = [("b.py", "print('b')"), ("a/z.py", "z"), ("a/b/c.py", "c"), ("A.py", "A"), ("a.py", "a")];
    let one = place(&files);
    let mut back = files;
    back.reverse();
    let other = place(&back);
    std::thread::sleep(std::time::Duration::from_millis(20));
    fs::write(other.path().join("A.py"), "A").unwrap();
    let (one, other) = (pack(&one), pack(&other));
    assert_eq!(one, other);
    assert_eq!(one.bytes, other.bytes);
    assert_eq!(names(&one), ["A.py", "a.py", "a/b/c.py", "a/z.py", "b.py"]);
    assert_eq!(one.checksum, checksum(&one.bytes));
    assert_eq!(one.files, 5);
    let mut zip = ZipArchive::new(Cursor::new(&one.bytes[..])).unwrap();
    let mut text = String::new();
    zip.by_name("b.py").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "print('b')");
    assert_eq!(zip.by_name("b.py").unwrap().last_modified().unwrap().year(), 1980);
}

/// A change of the compression or of the layout would send everyone's code anew: this must be a decision.
#[test]
fn the_package_stays_what_it_was() {
    let folder =
        place(&[("index.py", "def handler(event, context):\n    return 'hello'\n"), ("lib/x.txt", "x")]);
    assert_eq!(pack(&folder).checksum, "14779855107981415086");
}

#[cfg(unix)]
#[test]
fn modes_are_of_two_kinds() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = place(&[("bootstrap", "#!/bin/sh"), ("run", "x"), ("data", "x"), ("sub/bootstrap", "x")]);
    let mode = |name: &str, mode| {
        fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("run", 0o711);
    mode("data", 0o600);
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(
        list(&pack(&folder)),
        ["bootstrap 100755", "data 100644", "empty/ 40755", "run 100755", "sub/bootstrap 100644"]
    );
}

#[test]
fn rules_are_those_of_git() {
    let folder = place(&[
        (".fcignore", "# comment\n*.log\n/build\nnode_modules/\n!keep.log\n../\n../../x\n"),
        (".signore", "secret*\n"),
        (".git/config", "x"),
        ("src/.git/config", "x"),
        (".s/code.zip", "x"),
        ("a.log", "x"),
        ("keep.log", "x"),
        ("build/out", "x"),
        ("src/build/out", "x"),
        ("src/node_modules/m.js", "x"),
        ("secret.txt", "x"),
        ("index.js", "x"),
    ]);
    assert_eq!(names(&pack(&folder)), ["index.js", "keep.log", "src/build/out"]);
    fs::write(folder.path().join(".fcignore"), "*\n!.fcignore\n").unwrap();
    assert_eq!(names(&pack(&folder)), [".fcignore"]);
    fs::write(folder.path().join(".fcignore"), "*\n").unwrap();
    assert!(refuses(&folder).contains("has no file that is not ignored"));
    fs::write(folder.path().join(".fcignore"), "ok\n[z-a]\n").unwrap();
    assert!(refuses(&folder).contains(".fcignore:2: `[z-a]` is not a rule"), "{}", refuses(&folder));
}

#[cfg(unix)]
#[test]
fn links_stay_in_the_folder() {
    use std::os::unix::fs::symlink;
    let folder = place(&[("bin/tool", "x"), ("lib/a/b.js", "x")]);
    let at = |name: &str| folder.path().join(name);
    symlink("../../bin/tool", at("lib/a/tool")).unwrap();
    symlink(at("bin/tool"), at("lib/absolute")).unwrap();
    symlink("lib", at("folder")).unwrap();
    symlink(".", at("lib/loop")).unwrap();
    symlink("not-there", at("dangling")).unwrap();
    let archive = pack(&folder);
    let mut zip = ZipArchive::new(Cursor::new(&archive.bytes[..])).unwrap();
    let mut target = |name: &str| {
        let mut entry = zip.by_name(name).unwrap();
        assert_eq!(entry.unix_mode().unwrap() & 0o170_000, 0o120_000, "{name}");
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        text
    };
    assert_eq!(target("lib/a/tool"), "../../bin/tool");
    assert_eq!(target("lib/absolute"), "../bin/tool");
    assert_eq!(target("folder"), "lib");
    assert_eq!(target("lib/loop"), ".");
    assert_eq!(target("dangling"), "not-there");

    let elsewhere = place(&[("hush", "secret")]);
    for target in ["../outside", "lib/../../outside", "/etc/passwd", "/not/there"] {
        symlink(target, at("out")).unwrap();
        let text = refuses(&folder);
        assert!(text.starts_with("the link `out` leads out of the folder, to `"), "{text}");
        fs::remove_file(at("out")).unwrap();
    }
    // Through another link.
    symlink(elsewhere.path(), at("ignored")).unwrap();
    symlink("ignored/hush", at("out")).unwrap();
    fs::write(at(".fcignore"), "ignored\n").unwrap();
    assert!(refuses(&folder).contains("leads out of the folder"));
    fs::write(at(".fcignore"), "ignored\nout\n").unwrap();
    assert!(!names(&pack(&folder)).contains(&"out".to_string()));
}

#[test]
fn archives_are_taken_as_they_are() {
    let folder = place(&[("a.zip", "PK\u{3}\u{4}rest"), ("b.jar", "PKx"), ("c.zip", "no"), ("d.txt", "x")]);
    let package = |name: &str| package(&CodeSource::Path(folder.path().join(name)));
    let Ok(Package::Archive(archive)) = package("a.zip") else { panic!() };
    assert_eq!(archive.bytes, b"PK\x03\x04rest");
    assert!(package("b.jar").is_ok());
    assert!(package("c.zip").unwrap_err().to_string().contains("is not a ZIP file"));
    assert!(package("d.txt").unwrap_err().to_string().contains("neither a folder nor"));
    assert!(package("none").unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn what_the_cloud_has_is_not_sent() {
    let folder = place(&[("index.py", "x")]);
    let archive = pack(&folder);
    let checksum = archive.checksum.clone();
    let package = Package::Archive(archive);
    assert!(package.is_unchanged(Some(&checksum)));
    assert!(!package.is_unchanged(Some("1")) && !package.is_unchanged(None));
    let location = package.location().unwrap();
    assert_eq!(location.checksum.as_deref(), Some(&*checksum));
    assert!(location.zip_file.unwrap().reveal().starts_with("UEsDB"));
    let oss = Package::Oss { bucket: "b".to_string(), object: "o".to_string() };
    assert!(!oss.is_unchanged(Some("1")));
    let location = oss.location().unwrap();
    assert_eq!((location.oss_bucket_name.as_deref(), location.zip_file), (Some("b"), None));
}

#[test]
fn the_largest_parts_are_named() {
    let big = "x".repeat(3000);
    let folder = place(&[("node_modules/a/x", &big), ("node_modules/b/c/x", "xx"), ("main.py", "xxx")]);
    let archive = pack(&folder);
    assert_eq!(
        archive.largest_in_words(),
        "node_modules 2.9 KB, node_modules/a 2.9 KB, main.py 3 B, node_modules/b 2 B"
    );
    assert_eq!(archive.unpacked, 3005);
    let error = archive.too_large(INLINE_LIMIT + 1, &size(INLINE_LIMIT));
    assert!(error.to_string().starts_with(
        "the package has 100.0 MB, more than 100.0 MB: leave things out with .fcignore or put it into OSS. The \
         largest parts before compression: node_modules 2.9 KB"
    ));
}

/// Found out before anything is read: the file is a hole.
#[cfg(unix)]
#[test]
fn a_folder_that_is_too_large_is_not_read() {
    let folder = place(&[("main.py", "x")]);
    fs::create_dir(folder.path().join("data")).unwrap();
    let file = fs::File::create(folder.path().join("data/model.bin")).unwrap();
    file.set_len(3 << 30).unwrap();
    assert_eq!(
        refuses(&folder),
        "the package has 3.0 GB, more than 2.0 GB: leave things out with .fcignore or put it into OSS. The \
         largest parts before compression: data 3.0 GB, main.py 1 B"
    );
}
