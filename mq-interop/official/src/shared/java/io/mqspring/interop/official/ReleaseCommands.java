package io.mqspring.interop.official;

import java.util.List;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/** Commands that only one release has. Confined to the command loop. */
interface ReleaseCommands {

    /** Runs one; fails if this release does not know it. */
    List<String> run(String[] words, DefaultMQAdminExt admin) throws Exception;

    /** Ends what the commands have started. */
    void close();
}
