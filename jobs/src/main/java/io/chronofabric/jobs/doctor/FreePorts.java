package io.chronofabric.jobs.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * Whether a port that a process will listen on is free.
 *
 * @param subject what listens there
 * @param setting that says which
 * @param range such as {@code 8081} or {@code 9249-9260}; of a range one is enough
 */
record FreePorts(String subject, String setting, String range) implements Check {
    private static final int MOST = 65_535;
    private static final int TRIED = 200;

    @Override
    public String code() {
        return "DOC108";
    }

    @Override
    public List<Finding> look() {
        String[] ends = range.split("-", 2);
        int first;
        int last;
        try {
            first = Integer.parseInt(ends[0].strip());
            last = ends.length == 1 ? first : Integer.parseInt(ends[1].strip());
        } catch (NumberFormatException e) {
            return List.of(
                    Finding.notChecked(
                            code(),
                            subject,
                            setting + " is " + range,
                            "Only one port, or a range such as 8081-8181, is looked at."));
        }
        if (first < 0 || last > MOST || last < first) {
            return List.of(
                    Finding.problem(
                            code(),
                            subject,
                            setting + " is " + range,
                            "ports from 1 to " + MOST,
                            "Correct " + setting + "."));
        }
        for (int port = first; port <= Math.min(last, first + TRIED); port++) {
            if (isFree(port)) {
                return List.of(Finding.fine(code(), subject, "port " + (port == 0 ? "any" : port)));
            }
        }
        return List.of(
                Finding.problem(
                        code(),
                        subject,
                        first == last
                                ? "port " + first + " is taken"
                                : "all ports from " + first + " to " + last + " are taken",
                        "a free port: without one the process does not start. If what listens"
                                + " there is this very cluster, all is well",
                        "See who it is (ss -ltnp), stop that, or set "
                                + setting
                                + " to another port or a range."));
    }

    /** On the wildcard and on the loopback address, for either can be taken alone. */
    private static boolean isFree(int port) {
        return canListen(port, null) && canListen(port, InetAddress.getLoopbackAddress());
    }

    private static boolean canListen(int port, InetAddress address) {
        try (ServerSocket socket = new ServerSocket(port, 1, address)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
