using Mobile.Endurance;

// The long versions of the scenarios that tests/Features.Tests/Endurance runs in short. A new command is one more line here.
return await CommandLine.RunAsync(
    args,
    [
        CampaignCommand.Command,
        DashboardScaleCommand.Command,
        ExactlyOnceCommand.Command,
        FuzzCommand.Command,
        LimitsCommand.Command,
        PushScaleCommand.Command,
        RollingRestartCommand.Command,
        RecoveryCommand.Command,
        SyncCommand.Command,
        SyncCostCommand.Command,
        WalkCommand.Command,
        WorstUserCommand.Command,
    ]);
