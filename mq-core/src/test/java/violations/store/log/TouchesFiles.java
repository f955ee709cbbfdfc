package violations.store.log;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Goes round the disk seam. */
class TouchesFiles {
    boolean exists(Path path) {
        return Files.exists(path);
    }

    void force(FileChannel channel) throws IOException {
        channel.force(true);
    }

    File old(Path path) {
        return path.toFile();
    }

    Path pathsAreNames(Path path) {
        return path.resolve("name");
    }
}
