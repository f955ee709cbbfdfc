package io.mqspring.interop;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ci")
class ProbeIT {
    @Test
    void probe() {
        Path work = Official.work("probe");
        Path data = work.resolve("data");
        long t0 = System.nanoTime();
        try (OfficialNameServer ns = OfficialNameServer.start(work.resolve("ns"));
                OfficialClient client = OfficialClient.start(work.resolve("client"))) {
            System.out.println("ns up " + (System.nanoTime() - t0) / 1_000_000);
            try (OurBroker ours = OurBroker.start(data, work)) {
                client.use(ours.address());
                System.out.println(client.send("orders", 20, "m"));
                System.out.println(client.dump("orders").size());
                System.out.println(client.dump("orders").get(0));
                System.out.println(client.consume("g", "orders", Duration.ofSeconds(3), 20).size());
                System.out.println(client.run("offsets", "g"));
            }
            System.out.println("ours done " + (System.nanoTime() - t0) / 1_000_000);
            String conf = "brokerName=broker-a\nbrokerClusterName=DefaultCluster\nstorePathRootDir=" + data
                    + "\nmappedFileSizeCommitLog=" + OurBroker.SEGMENT
                    + "\nmappedFileSizeConsumeQueue=120000\nmaxHashSlotNum=500000\nmaxIndexNum=2000000\n"
                    + "cleanFileForciblyEnable=false\ndiskMaxUsedSpaceRatio=95\n";
            try (OfficialBroker ignored = OfficialBroker.start(work.resolve("broker"), ns, conf)) {
                System.out.println("official up " + ignored +  + (System.nanoTime() - t0) / 1_000_000);
                client.use(ns.address());
                System.out.println(client.dump("orders").size());
                System.out.println(client.dump("orders").get(0));
                System.out.println(client.byKey("orders", "key-m3"));
                System.out.println(client.run("offsets", "g"));
                System.out.println("official done " + (System.nanoTime() - t0) / 1_000_000);
            }
            System.out.println("official stopped " + (System.nanoTime() - t0) / 1_000_000);
        }
    }
}
