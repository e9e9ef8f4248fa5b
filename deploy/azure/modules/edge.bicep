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

  resource apiEndpoint 'afdEndpoints' = {
    name: '${name}-api'
    location: 'global'
    properties: { enabledState: 'Enabled' }

    resource route 'routes' = {
      name: 'all'
      properties: {
        originGroup: { id: profile::apiOrigins.id }
        supportedProtocols: ['Https']
        patternsToMatch: ['/*']
        forwardingProtocol: 'HttpsOnly'
        httpsRedirect: 'Disabled'
        linkToDefaultDomain: 'Enabled'
      }
      dependsOn: [profile::apiOrigins::gateway]
    }
  }

  resource dashboardEndpoint 'afdEndpoints' = {
    name: '${name}-admin'
    location: 'global'
    properties: { enabledState: 'Enabled' }

    resource route 'routes' = {
      name: 'all'
      properties: {
        originGroup: { id: profile::dashboardOrigins.id }
        supportedProtocols: ['Http', 'Https']
        patternsToMatch: ['/*']
        forwardingProtocol: 'HttpsOnly'
        httpsRedirect: 'Enabled'
        linkToDefaultDomain: 'Enabled'
      }
      dependsOn: [profile::dashboardOrigins::dashboard]
    }
  }

  // One origin each: nothing to choose between, so nothing is probed.
  resource apiOrigins 'originGroups' = {
    name: 'api'
    properties: { loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3 } }

    resource gateway 'origins' = {
      name: 'gateway'
      properties: {
        hostName: gatewayHost
        originHostHeader: gatewayHost
        httpsPort: 443
        enforceCertificateNameCheck: true
      }
    }
  }

  resource dashboardOrigins 'originGroups' = {
    name: 'admin'
    properties: { loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3 } }

    resource dashboard 'origins' = {
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
  }

  resource protection 'securityPolicies' = {
    name: 'firewall'
    properties: {
      parameters: {
        type: 'WebApplicationFirewall'
        wafPolicy: { id: firewall.id }
        associations: [
          {
            domains: [{ id: profile::apiEndpoint.id }, { id: profile::dashboardEndpoint.id }]
            patternsToMatch: ['/*']
          }
        ]
      }
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
output apiHost string = profile::apiEndpoint.properties.hostName
output dashboardHost string = profile::dashboardEndpoint.properties.hostName
