// The one binary. Reads the command line, strictly: an option that is not known is refused.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <system_error>

#include "services/commands.h"

namespace {

// Built and installed in one directory.
std::string BesideThisProgram(const std::string& name) {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? name : (self.parent_path() / name).string();
}

void AddData(CLI::App* command, smarthub::DataOptions& data) {
  command->add_option("--data", data.data, "Data directory")->capture_default_str();
  command->add_option("--policies", data.policies, "Policy bundles")->capture_default_str();
  command->add_option("--keys", data.keys, "Key directory (default: DATA/keys)");
  data.image_program = BesideThisProgram("smarthub-image");
}

void AddServe(CLI::App* command, smarthub::ServeOptions& serve) {
  AddData(command, serve.data);
  command->add_option("--web", serve.web, "The built page")->capture_default_str();
  command->add_option("--agency-host", serve.agency_host,
                      "Host name on which agency systems show client certificates");
  command
      ->add_option("--read-rate", serve.read_rate,
                   "Reading calls a second that one peer (address) may make")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command->add_option("--private-listen", serve.private_listen, "Health and metrics, plain HTTP")
      ->capture_default_str();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"SMART Hub: a town's retailers, police and council share incidents lawfully."};
  app.require_subcommand(1);
  int code = 0;

  smarthub::RunOptions run;
  CLI::App* command = app.add_subcommand("run", "The demonstration town on this machine");
  AddServe(command, run.serve);
  command->add_option("--port", run.port, "TLS port on loopback")->capture_default_str();
  command->add_flag("--empty", run.empty, "No demonstration town");
  command->add_option("--demo-figures", run.demo_figures, "Recorded crime to draw the town from");
  command->add_option("--demo-stills", run.demo_stills,
                      "Drawn stills of its people (none: a town without photos)");
  command->callback([&] { code = smarthub::Run(run); });

  smarthub::ServeOptions serve;
  serve.host.clear();
  command = app.add_subcommand("serve", "A real hub");
  AddServe(command, serve);
  command->add_option("--listen", serve.listen, "Address and port")->capture_default_str();
  command->add_option("--host", serve.host, "Name that members type (not for --target edge)");
  command->add_option("--cert", serve.certificate,
                      "Certificate chain, PEM (not for --target core)");
  command->add_option("--key", serve.key, "Private key, PEM (not for --target core)");
  command->add_option("--target", serve.target, "all, core or edge")
      ->check(CLI::IsMember({"all", "core", "edge"}))
      ->capture_default_str();
  command->add_option("--core", serve.core, "Where the core listens, for --target core or edge")
      ->capture_default_str();
  command->add_option("--process-cert", serve.process_certificate,
                      "This process's own certificate, PEM, for --target core or edge");
  command->add_option("--process-key", serve.process_key, "Its private key, PEM");
  command->add_option("--process-authority", serve.process_authority,
                      "Authority of the hub's processes, and of nothing else, PEM");
  command->add_option("--agency-authority", serve.agency_authority,
                      "Authority of agency systems' certificates, PEM, for --target edge");
  command->add_option("--notice", serve.notice,
                      "Shown before sign-in, as given to init, for --target edge");
  command->callback([&] { code = smarthub::Serve(serve); });

  smarthub::InitOptions init;
  command = app.add_subcommand("init", "Make an empty scheme and its first coordinator's link");
  AddData(command, init.data);
  command->add_option("--scheme", init.scheme, "Its name, e.g. \"SMART Melton\"")->required();
  command->add_option("--host", init.host, "Name that members type")->required();
  command->add_option("--port", init.port, "Port of the link")->capture_default_str();
  command->add_option("--notice", init.notice, "A line under the name on every page");
  command->callback([&] { code = smarthub::Init(init); });

  smarthub::DataOptions data;
  std::string scheme, file, release, area, directory;
  CLI::App* import = app.add_subcommand("import", "Published figures");
  import->require_subcommand(1);
  command = import->add_subcommand("police-uk", "A street CSV of data.police.uk");
  AddData(command, data);
  command->add_option("--scheme", scheme, "Scheme id")->required();
  command->add_option("--release", release, "Which release, e.g. 2026-01")->required();
  command->add_option("--area", area, "Only rows whose LSOA name begins so, e.g. \"Melton 0\"");
  command->add_option("FILE", file)->required();
  command->callback([&] { code = smarthub::ImportPoliceUk(data, scheme, release, area, file); });

  CLI::App* policy = app.add_subcommand("policy", "Policy bundles");
  policy->require_subcommand(1);
  command = policy->add_subcommand("check", "Would this bundle load?");
  command->add_option("DIRECTORY", directory)->required();
  command->callback([&] { code = smarthub::PolicyCheck(directory); });

  std::string cases;
  command = policy->add_subcommand("test", "Does this bundle decide as its cases say?");
  command->add_option("DIRECTORY", directory)->required();
  command->add_option("--cases", cases, "Where the cases are (default: DIRECTORY/../cases)");
  command->callback([&] { code = smarthub::PolicyTest(directory, cases); });

  smarthub::PolicyQuestion question;
  command = policy->add_subcommand("explain", "Which rule decides, and why not the others?");
  command->add_option("DIRECTORY", question.directory)->required();
  command->add_option("--role", question.role, "e.g. police")->required();
  command->add_option("--purpose", question.purpose, "e.g. investigation")->required();
  command->add_option("--action", question.action, "e.g. incident.read")->required();
  command->add_option("--kind", question.kind, "A record of this kind, e.g. incident");
  command->add_option("--holds", question.holds, "A fact known to hold, e.g. submitted");
  command->add_option("--holds-not", question.holds_not, "A fact known not to hold");
  command->callback([&] { code = smarthub::PolicyExplain(question); });

  CLI::App* audit = app.add_subcommand("audit", "The audit log");
  audit->require_subcommand(1);
  struct AuditCommand {
    const char* name;
    const char* text;
    int (*run)(const smarthub::DataOptions&, const std::vector<std::string>&);
  };
  for (const AuditCommand& each :
       {AuditCommand{"verify", "Rebuild everything and compare", smarthub::AuditVerify},
        AuditCommand{"reconcile", "Record that the store went back", smarthub::AuditReconcile},
        AuditCommand{"reindex", "Rebuild who-looked from the log", smarthub::AuditReindex}}) {
    command = audit->add_subcommand(each.name, each.text);
    AddData(command, data);
    // What is left is the audit room's own (--slot, --verifier, --seen); it refuses what it does
    // not know.
    command->allow_extras();
    command->callback([&, command, each] { code = each.run(data, command->remaining()); });
  }

  CLI11_PARSE(app, argc, argv);
  return code;
}
