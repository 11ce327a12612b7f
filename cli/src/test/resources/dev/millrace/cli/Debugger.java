import com.sun.jdi.Bootstrap;
import com.sun.jdi.connect.AttachingConnector;

/** Suspends all threads of a JVM for a while. */
void main(String[] args) throws Exception {
  AttachingConnector socket =
      Bootstrap.virtualMachineManager().attachingConnectors().stream()
          .filter(c -> c.name().equals("com.sun.jdi.SocketAttach"))
          .findFirst()
          .orElseThrow();
  var arguments = socket.defaultArguments();
  arguments.get("hostname").setValue("localhost");
  arguments.get("port").setValue(args[0]);
  var vm = socket.attach(arguments);
  vm.suspend();
  IO.println("suspended");
  Thread.sleep(2000);
  vm.resume();
  vm.dispose();
}
