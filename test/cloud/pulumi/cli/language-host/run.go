package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Exit code of programs that have told the user what is wrong.
const alreadyReported = 32

// Run runs a program to its end.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	command, err := h.program(ctx, request)
	if err != nil {
		return nil, err
	}
	// Never null, which the runners do not take for "none".
	config, err := json.Marshal(maps.Collect(maps.All(request.Config)))
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(append([]string{}, request.ConfigSecretKeys...))
	if err != nil {
		return nil, err
	}
	command.Dir = request.Info.ProgramDirectory
	command.Env = append(command.Environ(),
		"PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secrets),
		"PULUMI_NODEJS_TYPESCRIPT="+strconv.FormatBool(typeScript(request.Info)))
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	return outcome(command.Run())
}

func (h *host) program(ctx context.Context, request *pulumirpc.RunRequest) (*exec.Cmd, error) {
	switch h.language {
	case "nodejs":
		runner, err := nodeModule(ctx, request.Info, "@pulumi/pulumi/cmd/run")
		if err != nil {
			return nil, err
		}
		return exec.CommandContext(ctx, "node", h.arguments(request, runner, '-')...), nil
	case "python":
		runner, err := besideThisFile("pulumi-language-python-exec")
		if err != nil {
			return nil, err
		}
		return exec.CommandContext(ctx, python3(request.Info), append([]string{"-u"}, h.arguments(request, runner, '_')...)...), nil
	default:
		return nil, status.Errorf(codes.Unimplemented, "running %s programs", h.language)
	}
}

// arguments are the same for both runners, but for the separator of words.
func (h *host) arguments(request *pulumirpc.RunRequest, runner string, separator rune) []string {
	arguments := []string{runner}
	for _, flag := range [][2]string{
		{"monitor", request.MonitorAddress},
		{"engine", h.engine},
		{"organization", request.Organization},
		{"project", request.Project},
		{"root-directory", request.Info.RootDirectory},
		{"stack", request.Stack},
		{"pwd", request.Info.ProgramDirectory},
		{"dry-run", strconv.FormatBool(request.DryRun)},
		{"parallel", strconv.Itoa(int(request.Parallel))},
	} {
		name := strings.ReplaceAll(flag[0], "-", string(separator))
		arguments = append(arguments, "--"+name, flag[1])
	}
	return append(append(arguments, request.Info.EntryPoint), request.Args...)
}

func outcome(err error) (*pulumirpc.RunResponse, error) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == alreadyReported:
		return &pulumirpc.RunResponse{Bail: true}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program failed: %v", err)}, nil
	}
}

// RunPlugin runs a plugin whose folder has a PulumiPlugin.yaml, or a policy pack whose folder has a PulumiPolicy.yaml, for as
// long as the engine wants it.
func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, stream grpc.ServerStreamingServer[pulumirpc.RunPluginResponse],
) error {
	if h.language != "nodejs" {
		return status.Errorf(codes.Unimplemented, "running plugins in %s", h.language)
	}
	program := filepath.Join(request.Info.ProgramDirectory, request.Info.EntryPoint)
	module, arguments, folder := "run-plugin", append([]string{program}, request.Args...), request.Pwd
	if request.Kind == "analyzer" {
		module, arguments, folder = "run-policy-pack", append(request.Args, program), request.Info.ProgramDirectory
	}
	runner, err := nodeModule(stream.Context(), request.Info, "@pulumi/pulumi/cmd/"+module)
	if err != nil {
		return err
	}
	command := exec.CommandContext(stream.Context(), "node", append([]string{runner}, arguments...)...)
	command.Dir, command.Env = folder, append(os.Environ(), request.Env...)
	var one sync.Mutex // a stream takes one message at a time
	send := func(response *pulumirpc.RunPluginResponse) error {
		one.Lock()
		defer one.Unlock()
		return stream.Send(response)
	}
	command.Stdout = sending(func(output []byte) error {
		return send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stdout{Stdout: output}})
	})
	command.Stderr = sending(func(output []byte) error {
		return send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stderr{Stderr: output}})
	})
	if err := command.Run(); err != nil {
		return err
	}
	return send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: 0}})
}

type sending func([]byte) error

var _ io.Writer = sending(nil)

func (send sending) Write(output []byte) (int, error) {
	return len(output), send(append([]byte{}, output...))
}

// nodeModule finds a module as the program itself would.
func nodeModule(ctx context.Context, info *pulumirpc.ProgramInfo, name string) (string, error) {
	command := exec.CommandContext(ctx, "node", "-p", "require.resolve(process.argv[1])", name)
	command.Dir = info.ProgramDirectory
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s is not installed for the program in %s: %w", name, info.ProgramDirectory, err)
	}
	return strings.TrimSpace(string(output)), nil
}

// typeScript says whether Pulumi compiles the program itself, which it does unless Pulumi.yaml says otherwise.
func typeScript(info *pulumirpc.ProgramInfo) bool {
	option, given := info.Options.GetFields()["typescript"]
	return !given || option.GetBoolValue()
}

// python3 of the virtual environment that Pulumi.yaml names, or of PATH.
func python3(info *pulumirpc.ProgramInfo) string {
	folder := info.Options.GetFields()["virtualenv"].GetStringValue()
	if folder == "" {
		return "python3"
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(info.RootDirectory, folder)
	}
	return filepath.Join(folder, "bin", "python")
}

func besideThisFile(name string) (string, error) {
	file, err := os.Executable()
	return filepath.Join(filepath.Dir(file), name), err
}
