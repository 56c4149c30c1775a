package owlboard.acceptance.kubernetes;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static owlboard.acceptance.kubernetes.Yaml.at;
import static owlboard.acceptance.kubernetes.Yaml.list;

class ManifestsTest {
    private static final Path IMAGE = Path.of(System.getProperty("owlboard.image", "build/owlboard")).toAbsolutePath();
    private static final Path FOLDER = IMAGE.getParent().resolveSibling("conf/kubernetes");
    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet");
    private static final Set<String> NO_RESOURCES = Set.of("kustomization.yaml", "confined.yaml");

    /** By kind, then by name. */
    private static final Map<String, Map<String, Map<String, Object>>> objects = new TreeMap<>();
    private static Map<String, Object> kustomization;

    @BeforeAll static void read() throws IOException {
        kustomization = Yaml.documents(Files.readString(FOLDER.resolve("kustomization.yaml"))).getFirst();
        for (var file : list(kustomization.get("resources"))) {
            for (var object : Yaml.documents(Files.readString(FOLDER.resolve((String) file)))) {
                var before = of((String) object.get("kind")).put((String) at(object, "metadata", "name"), object);
                assertEquals(null, before, file + " names something twice");
            }
        }
    }

    private static Map<String, Map<String, Object>> of(String kind) {
        return objects.computeIfAbsent(kind, first -> new TreeMap<>());
    }

    private static List<Map<String, Object>> workloads() {
        return WORKLOADS.stream().flatMap(kind -> of(kind).values().stream()).toList();
    }

    private static Map<String, Object> container(Map<String, Object> workload) {
        return Yaml.map(list(at(workload, "spec", "template", "spec", "containers")).getFirst());
    }

    private static Set<Object> ports(Map<String, Object> workload) {
        return list(container(workload).get("ports")).stream().map(port -> at(port, "name")).collect(Collectors.toSet());
    }

    /** The only workload whose pods have these labels. */
    private static Map<String, Object> selected(Object labels, Object by) {
        var found = workloads().stream().filter(workload -> Yaml.map(at(workload, "spec", "template", "metadata", "labels")).entrySet()
                .containsAll(Yaml.map(labels).entrySet())).toList();
        assertEquals(1, found.size(), () -> labels + " of " + at(by, "kind") + " " + at(by, "metadata", "name"));
        return found.getFirst();
    }

    @Test void everyFileIsAppliedAndEveryRoleIsThere() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertEquals(files.map(file -> file.getFileName().toString()).filter(name -> !NO_RESOURCES.contains(name)).sorted().toList(),
                    list(kustomization.get("resources")).stream().map(Object::toString).sorted().toList());
        }
        assertEquals(Set.of("load-balancer", "api-gateway", "certs", "user-service", "chat-service", "comments-service", "canvas-service",
                "mysql-db", "postgres-db", "mongo-db", "redis-db",
                "rabbitmq", "nextjs-frontend", "mobile-frontend"), workloads().stream().map(workload -> at(workload, "metadata", "name"))
                .collect(Collectors.toSet()));
    }

    @Test void whatAPodNamesIsThere() {
        for (var workload : workloads()) {
            var name = (String) at(workload, "metadata", "name");
            selected(at(workload, "spec", "selector", "matchLabels"), workload);
            assertEquals("owlboard", container(workload).get("name"), name); // confined.yaml finds containers by it
            var volumes = new TreeSet<String>();
            for (var volume : list(at(workload, "spec", "template", "spec", "volumes"))) {
                volumes.add((String) at(volume, "name"));
                if (at(volume, "configMap") != null) {
                    assertTrue(of("ConfigMap").containsKey(at(volume, "configMap", "name")), name + ": " + volume);
                }
                if (at(volume, "persistentVolumeClaim") != null) {
                    assertTrue(of("PersistentVolumeClaim").containsKey(at(volume, "persistentVolumeClaim", "claimName")),
                            name + ": " + volume);
                }
            }
            for (var claim : list(at(workload, "spec", "volumeClaimTemplates"))) volumes.add((String) at(claim, "metadata", "name"));
            for (var mount : list(container(workload).get("volumeMounts"))) {
                assertTrue(volumes.contains(at(mount, "name")), name + ": " + mount);
            }
            for (var variable : list(container(workload).get("env"))) {
                var secret = of("Secret").get(at(variable, "valueFrom", "secretKeyRef", "name"));
                assertNotNull(at(secret, "stringData", (String) at(variable, "valueFrom", "secretKeyRef", "key")), name + ": " + variable);
            }
            for (var probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                var check = Yaml.map(container(workload).get(probe));
                var port = check.containsKey("httpGet") ? at(check, "httpGet", "port") : at(check, "tcpSocket", "port");
                assertTrue(ports(workload).contains(port), name + " " + probe + ": " + port);
            }
            if (workload.get("kind").equals("StatefulSet")) {
                assertTrue(of("Service").containsKey(at(workload, "spec", "serviceName")), name);
            }
        }
    }

    @Test void whatSelectsPodsFindsThemAndTheirPorts() {
        for (var service : of("Service").values()) {
            var pods = selected(at(service, "spec", "selector"), service);
            for (var port : list(at(service, "spec", "ports"))) {
                assertTrue(ports(pods).contains(at(port, "targetPort")), at(service, "metadata", "name") + ": " + port);
            }
        }
        for (var budget : of("PodDisruptionBudget").values()) selected(at(budget, "spec", "selector", "matchLabels"), budget);
        for (var scaler : of("HorizontalPodAutoscaler").values()) {
            var target = Yaml.map(at(scaler, "spec", "scaleTargetRef"));
            assertEquals(null, at(of((String) target.get("kind")).get(target.get("name")), "spec", "replicas"),
                    "the autoscaler alone says how many there are");
        }
        for (var policy : of("NetworkPolicy").values()) {
            if (Yaml.map(at(policy, "spec", "podSelector")).isEmpty()) continue;
            var pods = selected(at(policy, "spec", "podSelector", "matchLabels"), policy);
            for (var rule : list(at(policy, "spec", "ingress"))) {
                for (var port : list(at(rule, "ports"))) {
                    assertTrue(ports(pods).contains(at(port, "port")), at(policy, "metadata", "name") + ": " + port);
                }
                for (var from : list(at(rule, "from"))) selected(at(from, "podSelector", "matchLabels"), policy);
            }
        }
    }

    /** The names of the nginx files are those of one machine; the endpoint directory turns each into a service with that port. */
    @Test void everyServerOfTheConfigurationsIsAService() throws IOException {
        var servers = new TreeSet<String>();
        for (var conf : List.of("replicas.conf", "gateway.conf", "desktop.conf", "mobile.conf")) {
            Pattern.compile("(?m)^\\s+server ([\\w.]+:\\d+)").matcher(Files.readString(IMAGE.resolve("conf/" + conf))).results()
                    .forEach(server -> servers.add(server.group(1)));
        }
        var named = new TreeSet<String>();
        for (var line : ((String) at(of("ConfigMap").get("endpoints"), "data", "endpoints")).lines().toList()) {
            var words = line.split(" +");
            named.add(words[0]);
            assertIsAService(words[1]);
        }
        assertEquals(servers, named);
    }

    @Test void everyStoreThatAUrlNamesIsAService() {
        var standard = Map.of("mysql+pymysql", 3306, "postgres", 5432, "mongodb", 27017, "redis", 6379, "amqp", 5672);
        for (var value : Yaml.map(at(of("Secret").get("stores"), "stringData")).values()) {
            var url = Pattern.compile("([\\w+]+)://\\S+@([\\w-]+)(?::(\\d+))?/.*").matcher((String) value);
            if (url.matches()) assertIsAService(url.group(2) + ":" + (url.group(3) == null ? standard.get(url.group(1)) : url.group(3)));
        }
    }

    private static void assertIsAService(String place) {
        var words = place.split(":");
        var service = of("Service").get(words[0]);
        assertTrue(list(at(service, "spec", "ports")).stream().anyMatch(port -> words[1].equals(at(port, "port"))), place);
    }

    @Test void allFilesRunTheSameImage() throws IOException {
        var images = new TreeSet<String>();
        for (var file : List.of("compose.yaml", "conf/stack.yaml", "conf/kubernetes/confined.yaml")) {
            Pattern.compile("(?m)^ +image: (.*)$").matcher(Files.readString(FOLDER.getParent().resolveSibling(file))).results()
                    .forEach(image -> images.add(image.group(1)));
        }
        assertEquals(Set.of("owlboard:latest"), images);
    }

    @Test void kustomizeGivesEveryPodItsConfinement() throws Exception {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        Assumptions.assumeTrue(installed, "kubectl is not installed");
        var process = new ProcessBuilder("kubectl", "kustomize", FOLDER.toString()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), text);
        var open = new ArrayList<>();
        int pods = 0;
        for (var object : Yaml.documents(text)) {
            if (!WORKLOADS.contains(object.get("kind"))) continue;
            pods++;
            var security = container(object).get("securityContext");
            var said = List.of(at(security, "readOnlyRootFilesystem"), at(security, "allowPrivilegeEscalation"),
                    at(security, "capabilities", "drop"), at(object, "spec", "template", "spec", "securityContext", "runAsNonRoot"));
            if (!said.equals(List.of("true", "false", List.of("ALL"), "true"))) open.add(at(object, "metadata", "name") + ": " + said);
        }
        assertEquals(List.of(), open);
        assertEquals(workloads().size(), pods);
    }
}
