// Front Door: TLS at the edge, the web application firewall, and a name each for the apps and for the dashboard.
param name string
param location string
param gatewayHost string
param dashboardHost string
param environmentId string

resource profile 'Microsoft.Cdn/profiles@2024-02-01' = {
  name: '${name}-edge'
  location: 'global'
  sku: { name: 'Premium_AzureFrontDoor' }
  properties: { originResponseTimeoutSeconds: 60 }
}

resource apiEndpoint 'Microsoft.Cdn/profiles/afdEndpoints@2024-02-01' = {
  parent: profile
  name: '${name}-api'
  location: 'global'
  properties: { enabledState: 'Enabled' }
}

resource apiRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-02-01' = {
  parent: apiEndpoint
  name: 'all'
  properties: {
    originGroup: { id: apiOrigins.id }
    supportedProtocols: ['Https']
    patternsToMatch: ['/*']
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Disabled'
    linkToDefaultDomain: 'Enabled'
  }
  dependsOn: [gateway]
}

resource dashboardEndpoint 'Microsoft.Cdn/profiles/afdEndpoints@2024-02-01' = {
  parent: profile
  name: '${name}-admin'
  location: 'global'
  properties: { enabledState: 'Enabled' }
}

resource dashboardRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-02-01' = {
  parent: dashboardEndpoint
  name: 'all'
  properties: {
    originGroup: { id: dashboardOrigins.id }
    supportedProtocols: ['Http', 'Https']
    patternsToMatch: ['/*']
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Enabled'
    linkToDefaultDomain: 'Enabled'
  }
  dependsOn: [dashboard]
}

// One origin each: nothing to choose between, so nothing is probed.
resource apiOrigins 'Microsoft.Cdn/profiles/originGroups@2024-02-01' = {
  parent: profile
  name: 'api'
  properties: { loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3 } }
}

resource gateway 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = {
  parent: apiOrigins
  name: 'gateway'
  properties: {
    hostName: gatewayHost
    originHostHeader: gatewayHost
    httpsPort: 443
    enforceCertificateNameCheck: true
  }
}

resource dashboardOrigins 'Microsoft.Cdn/profiles/originGroups@2024-02-01' = {
  parent: profile
  name: 'admin'
  properties: { loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3 } }
}

resource dashboard 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = {
  parent: dashboardOrigins
  name: 'dashboard'
  properties: {
    hostName: dashboardHost
    originHostHeader: dashboardHost
    httpsPort: 443
    enforceCertificateNameCheck: true
    sharedPrivateLinkResource: {
      privateLink: { id: environmentId }
      privateLinkLocation: location
      groupId: 'managedEnvironments'
      requestMessage: 'Front Door of ${name}'
    }
  }
}

resource protection 'Microsoft.Cdn/profiles/securityPolicies@2024-02-01' = {
  parent: profile
  name: 'firewall'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: { id: firewall.id }
      associations: [
        {
          domains: [{ id: apiEndpoint.id }, { id: dashboardEndpoint.id }]
          patternsToMatch: ['/*']
        }
      ]
    }
  }
}

resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2024-02-01' = {
  name: '${replace(name, '-', '')}firewall'
  location: 'global'
  sku: { name: 'Premium_AzureFrontDoor' }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: 'Prevention'
      requestBodyCheck: 'Enabled'
    }
    customRules: {
      rules: [
        {
          // Far above what one phone does; many phones share the address of their carrier.
          name: 'Flood'
          priority: 100
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: 6000
          action: 'Block'
          matchConditions: [
            { matchVariable: 'SocketAddr', operator: 'IPMatch', matchValue: ['0.0.0.0/0', '::/0'] }
          ]
        }
      ]
    }
    managedRules: {
      managedRuleSets: [
        { ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1', ruleSetAction: 'Block' }
        { ruleSetType: 'Microsoft_BotManagerRuleSet', ruleSetVersion: '1.1' }
      ]
    }
  }
}

output frontDoorId string = profile.properties.frontDoorId
output apiHost string = apiEndpoint.properties.hostName
output dashboardHost string = dashboardEndpoint.properties.hostName
