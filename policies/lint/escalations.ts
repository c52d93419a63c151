/** A set of permissions that lead to those of another role or user. */
export interface Escalation {
  readonly actions: readonly string[]
  /** "With them one can ...". */
  readonly how: string
  /** For paths that pass a role: the service that gets it. */
  readonly passedTo: readonly string[]
}

/**
 * The published ways to other permissions, as the actions that each needs. Written from AWS's documentation of these
 * actions; the catalogue of known paths is https://pathfinding.cloud.
 */
export const ESCALATIONS: readonly Escalation[] = [
  ...passing('apprunner', 'tasks.apprunner.amazonaws.com', ['apprunner:CreateService']),
  ...passing('Bedrock AgentCore', 'bedrock-agentcore.amazonaws.com', [
    'bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter',
  ]),
  ...passing('CloudFormation', 'cloudformation.amazonaws.com', [
    'cloudformation:CreateStack',
    'cloudformation:CreateStackSet cloudformation:CreateStackInstances',
    'cloudformation:UpdateStackSet',
  ]),
  ...passing('CodeBuild', 'codebuild.amazonaws.com', [
    'codebuild:CreateProject codebuild:StartBuild',
    'codebuild:CreateProject codebuild:StartBuildBatch',
  ]),
  ...passing('Data Pipeline', 'datapipeline.amazonaws.com', [
    'datapipeline:CreatePipeline datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline',
  ]),
  ...passing('EC2', 'ec2.amazonaws.com', ['ec2:RunInstances', 'ec2:RequestSpotInstances']),
  ...passing('ECS', 'ecs-tasks.amazonaws.com', [
    'ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService',
    'ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask',
    'ecs:RegisterTaskDefinition ecs:CreateService',
    'ecs:RegisterTaskDefinition ecs:RunTask',
    'ecs:RegisterTaskDefinition ecs:StartTask',
  ]),
  ...passing('Glue', 'glue.amazonaws.com', [
    'glue:CreateDevEndpoint',
    'glue:CreateJob glue:StartJobRun',
    'glue:CreateJob glue:CreateTrigger',
    'glue:UpdateJob glue:StartJobRun',
    'glue:UpdateJob glue:CreateTrigger',
  ]),
  ...passing('Lambda', 'lambda.amazonaws.com', [
    'lambda:CreateFunction lambda:InvokeFunction',
    'lambda:CreateFunction lambda:CreateEventSourceMapping',
    'lambda:CreateFunction lambda:AddPermission',
  ]),
  ...passing('SageMaker', 'sagemaker.amazonaws.com', [
    'sagemaker:CreateNotebookInstance',
    'sagemaker:CreateTrainingJob',
    'sagemaker:CreateProcessingJob',
  ]),
  ...using('run code with the role of an existing App Runner service', ['apprunner:UpdateService']),
  ...using('run code with the role of an existing code interpreter', [
    'bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter',
  ]),
  ...using('change resources with the role of an existing stack', [
    'cloudformation:UpdateStack',
    'cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet',
  ]),
  ...using('run commands with the role of an existing build project', [
    'codebuild:StartBuild',
    'codebuild:StartBuildBatch',
  ]),
  ...using('run code on an instance and use its role', [
    'ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances',
    'ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances',
    'ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate',
    'ssm:StartSession',
    'ssm:SendCommand',
  ]),
  ...using('run code with the role of an existing development endpoint', ['glue:UpdateDevEndpoint']),
  ...using('replace the code of a function and use its role', [
    'lambda:UpdateFunctionCode',
    'lambda:UpdateFunctionCode lambda:InvokeFunction',
    'lambda:UpdateFunctionCode lambda:AddPermission',
  ]),
  ...using('work in an existing notebook with its role', [
    'sagemaker:CreatePresignedNotebookInstanceUrl',
    'sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance',
  ]),
  ...using('give oneself, or somebody in reach, any permission', [
    'iam:CreatePolicyVersion',
    'iam:SetDefaultPolicyVersion',
    'iam:PutRolePolicy',
    'iam:PutUserPolicy',
    'iam:PutGroupPolicy',
    'iam:AttachRolePolicy',
    'iam:AttachUserPolicy',
    'iam:AttachGroupPolicy',
    'iam:AddUserToGroup',
    'iam:AttachRolePolicy sts:AssumeRole',
    'iam:AttachUserPolicy iam:CreateAccessKey',
    'iam:CreatePolicyVersion sts:AssumeRole',
    'iam:PutRolePolicy sts:AssumeRole',
    'iam:PutUserPolicy iam:CreateAccessKey',
    'iam:AttachRolePolicy iam:UpdateAssumeRolePolicy',
    'iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy',
    'iam:PutRolePolicy iam:UpdateAssumeRolePolicy',
  ]),
  ...using('sign in as another user', [
    'iam:CreateAccessKey',
    'iam:CreateAccessKey iam:DeleteAccessKey',
    'iam:CreateLoginProfile',
    'iam:UpdateLoginProfile',
  ]),
  ...using('become another role', ['iam:UpdateAssumeRolePolicy', 'sts:AssumeRole']),
]

function passing(service: string, principal: string, sets: readonly string[]): readonly Escalation[] {
  return sets.map((actions) => ({
    actions: ['iam:PassRole', ...actions.split(' ')],
    how: `run something in ${service} with any role that may be passed to it`,
    passedTo: [principal],
  }))
}

function using(how: string, sets: readonly string[]): readonly Escalation[] {
  return sets.map((actions) => ({ actions: actions.split(' '), how, passedTo: [] }))
}
