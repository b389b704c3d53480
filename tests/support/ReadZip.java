import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads archives as Java does, for the tests. "hashes": SHA-256 and name of each entry, as sha256sum prints them; "count": entries,
 * and the last one's text; "sizes": their sizes, and the last one's text.
 */
public class ReadZip {
  public static void main(String[] args) throws Exception {
    for (int at = 0; at < args.length; at += 2) {
      try (ZipFile zip = new ZipFile(args[at + 1])) {
        System.out.print(args[at].equals("hashes") ? hashes(zip) : summary(zip, args[at].equals("sizes")));
      }
    }
  }

  private static String hashes(ZipFile zip) throws Exception {
    StringBuilder out = new StringBuilder();
    for (ZipEntry entry : zip.stream().toList()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream content = zip.getInputStream(entry)) {
        digest.update(content.readAllBytes());
      }
      out.append(HexFormat.of().formatHex(digest.digest())).append("  ").append(entry.getName()).append('\n');
    }
    return out.toString();
  }

  private static String summary(ZipFile zip, boolean withSizes) throws Exception {
    var entries = zip.stream().toList();
    var last = entries.get(entries.size() - 1);
    String text;
    try (InputStream content = zip.getInputStream(last)) {
      text = new String(content.readAllBytes());
    }
    Object first = withSizes ? entries.stream().map(ZipEntry::getSize).toList() : Integer.valueOf(entries.size());
    return first + " " + text + "\n";
  }
}
